import type { Secret } from '../config/secret.js';
import type { SecretSource } from '../config/secret-source.js';
import type { TokenSupply } from './token-cache.js';

/** A token that the operator gave; another one can be had only by replacing its file. */
export class FixedToken implements TokenSupply {
  constructor(private readonly source: SecretSource) {}

  current(): Promise<Secret> {
    return Promise.resolve(this.source.current());
  }

  renewed(refused: Secret): Promise<Secret | undefined> {
    const token = this.source.current();
    return Promise.resolve(token.equals(refused) ? undefined : token);
  }
}
