import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { rawRequest, requestText, type RawAnswer } from './door-raw-http.js';
import { eventually } from './eventually.js';
import { jwkOf, JwksServer } from './jwks-server.js';
import { ManualClock } from './manual-clock.js';
import { startGateway, type TestGateway } from './start-gateway.js';
import { AUDIENCE, goodClaims, ISSUER, rsaPair, signedWith, token } from './tokens.js';

/** The issuer's key, which is published as `key-1`. Made once: that takes time. */
export const PAIR = rsaPair();

/** An upstream, an issuer of tokens, and a gateway that takes them. Time stands still. */
export class TokenRig {
  readonly clock = new ManualClock();

  private constructor(
    readonly upstream: StandIn,
    readonly issuer: JwksServer,
  ) {}

  private started: TestGateway | undefined;

  /** @param prepare the issuer and the upstream, before the gateway asks them first */
  static async start(
    env: Readonly<Record<string, string>> = {},
    prepare: (issuer: JwksServer, upstream: StandIn) => void | Promise<void> = () => {},
  ): Promise<TokenRig> {
    const upstream = await startStandIn({ images: generateImages(20) });
    const rig = new TokenRig(upstream, await new JwksServer().listen());
    rig.issuer.publish(jwkOf(PAIR.publicKey, { kid: 'key-1' }));
    await prepare(rig.issuer, upstream);
    rig.started = await startGateway({
      upstreamUrl: upstream.url,
      clock: rig.clock,
      env: {
        ACCESS_MODE: 'jwt',
        JWT_ISSUER: ISSUER,
        JWT_AUDIENCE: AUDIENCE,
        JWT_JWKS_URL: rig.issuer.url,
        ...env,
      },
    });
    return rig;
  }

  get gateway(): TestGateway {
    if (!this.started) throw new Error('it has not started');
    return this.started;
  }

  /** Waits until the issuer's keys are there. */
  loaded(): Promise<unknown> {
    return this.logged('signing keys loaded');
  }

  /** Waits for the last line of a kind. */
  logged(msg: string, count = 1): Promise<Readonly<Record<string, unknown>>> {
    return eventually(
      () => this.gateway.logs.filter((line) => line['msg'] === msg),
      (lines) => lines.length >= count,
    ).then((lines) => lines.at(-1)!);
  }

  /** A token that is taken, but for the changes. */
  token(claims: object = {}, header: object = {}): string {
    const head = { alg: 'RS256', kid: 'key-1', ...header };
    return token(head, goodClaims(this.clock.now(), claims), signedWith(PAIR.privateKey));
  }

  ask(
    bearer: string,
    target = '/v1/images?limit=1',
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<RawAnswer> {
    const sent = { Authorization: `Bearer ${bearer}`, ...headers };
    return rawRequest(this.gateway.url, requestText(method, target, sent));
  }

  /** Why the last request was refused, as the log tells it. */
  get lastReason(): unknown {
    return this.gateway.logs.findLast(({ msg }) => msg === 'authentication failed')?.['reason'];
  }

  /** Takes a second away, so that failures are logged one by one again. */
  calm(): void {
    this.clock.advance(1_000);
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.upstream.close();
    await this.issuer.close().catch(() => {});
  }
}
