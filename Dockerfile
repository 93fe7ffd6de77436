# Image Gateway, and the stand-in upstream that the demo uses:
#   docker build -t image-gateway .
#   docker build -t image-gateway-stand-in --target stand-in .
#
# Debian slim rather than distroless: the stages share one image to keep current, and at three in the morning
# `docker exec` has a shell. What a shell would give an intruder is small here: no root, and nothing to write to.
#
# It may be pinned by its digest (docs/operations.md, Containers):
#   docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:… .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
# The dependencies first, so that a change of the sources does not install them again. No package needs its
# install script (docs/dependencies.md), so none is run.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/bundle.mjs ./scripts/bundle.mjs
COPY src ./src
# The stand-in leaves the build here: the production image cannot start it, because it is not there.
RUN npm run build && mv dist/stand-in stand-in
# TypeScript is also an optional peer of a dependency, which loads it in builds only; "optional" takes it out.
RUN npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS stand-in
ENV NODE_ENV=production STAND_IN_HOST=0.0.0.0
WORKDIR /app
# It needs nothing but Node; package.json says that the files are ES modules.
COPY package.json ./
COPY --from=build /app/stand-in ./stand-in
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.STAND_IN_PORT || 4000) + '/_control/calls').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "stand-in/main.js"]

# The last stage is what `docker build` makes when no target is named.
FROM ${NODE_IMAGE} AS production
ENV NODE_ENV=production
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The user `node` of the base image, by number, so that a cluster can see that it is not root. It owns nothing here.
USER 1000:1000
# The API, and the management port, which belongs on no public network.
EXPOSE 3000 3001
# Live, not ready: a gateway that waits for its upstream must not be restarted for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.MANAGEMENT_PORT || 3001) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would be process 1 in its place: the program itself ends on SIGTERM and SIGINT.
CMD ["node", "dist/main.js"]
