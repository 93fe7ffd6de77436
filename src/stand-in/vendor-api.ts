import { failure, success, type Envelope } from './envelope.js';
import type { ImagePages } from './image-pages.js';
import type { IncomingCall } from './incoming-call.js';
import type { StandInImage } from './stand-in.types.js';
import type { TokenDesk } from './token-desk.js';

interface VendorApiSettings {
  /** The appkeys that it knows, at this moment. */
  readonly appkeys: () => readonly string[];
  readonly tokenRefusedCode: number;
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

/** The healthy vendor: what each call is answered when nothing is scripted to go wrong. */
export class VendorApi {
  constructor(
    private readonly settings: VendorApiSettings,
    private readonly tokens: TokenDesk,
    private readonly pages: ImagePages<StandInImage>,
  ) {}

  /**
   * Always an envelope: the vendor answers HTTP 200 whatever happens.
   *
   * @param tokenLifetimeSeconds for a token issued by this call
   */
  answer(call: IncomingCall, tokenLifetimeSeconds?: number): Envelope {
    if (call.operation === 'other') return failure(-7, `${call.method} ${call.path}`);
    if (call.operation === 'images' && namesAnImage(call)) return failure(-7, 'this would delete an image');
    if (!this.settings.appkeys().some((appkey) => call.appkey === encodeURIComponent(appkey))) {
      return failure(-3, `appkey ${call.appkey} is not known`);
    }
    if (call.operation === 'tokens') return this.tokens.issue(call.body, tokenLifetimeSeconds);
    if (!this.tokens.accepts(call.token)) {
      return failure(this.settings.tokenRefusedCode, `token ${call.token} is not valid`);
    }
    return this.#list(call.query);
  }

  #list(query: URLSearchParams): Envelope {
    const limits = query.getAll('limit');
    const markers = query.getAll('marker');
    const [limit = String(this.settings.defaultLimit)] = limits;
    if (limits.length > 1 || markers.length > 1) return failure(-4, 'limit and marker may be given once');
    if (!/^0*[1-9]\d*$/.test(limit)) return failure(-4, `limit ${limit}`);
    const images = this.pages.page(Math.min(Number(limit), this.settings.maxLimit), markers[0]);
    return images ? success({ images }) : failure(-5, `marker ${markers.join()}`);
  }
}

/** `id` on the images path is the vendor's delete operation, and was once documented as a GET. */
export function namesAnImage(call: IncomingCall): boolean {
  return [...call.query.keys()].some((name) => name.toLowerCase() === 'id');
}
