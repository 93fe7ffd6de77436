import { renderSettingsTable } from './settings-table.js';

const INTRO = `# Settings

Settings are environment variables. They may also stand in a file \`.env\` in the working directory, or in the file
that \`ENV_FILE\` names (an empty \`ENV_FILE\` means no file); the environment wins. An empty variable counts as not set.

- A setting that is wrong, missing or unknown (but begins like one of ours) stops the start with one list of
  everything that is wrong, and exit code 78. The list never holds the value of a secret.
- A _secret_ may come from a file instead: \`UPSTREAM_TOKEN_FILE=/run/secrets/token\`. One newline at its end is
  dropped. A replaced file takes effect within a second; if the new one is empty, wrong or unreadable, the last good
  value stays.
- Durations are written \`500ms\`, \`10s\`, \`5m\` or \`24h\`, sizes \`1048576\`, \`64MiB\` or \`1.5GB\`.

This page is made from \`src/config\` by \`node dist/config/write-env-example.js\`; do not edit it by hand.
`;

/** The text of `docs/settings.md`. */
export function renderSettingsPage(): string {
  return `${INTRO}\n${renderSettingsTable()}`;
}
