import { BlockList, type Socket } from 'node:net';
import type { IncomingMessage } from 'node:http';

import { isAnonymous } from '../access/access.guard.js';
import type { Client } from '../access/client-keys.js';
import { canonicalAddress, type Network } from '../domain/network.js';
import { remembered } from '../domain/remembered.js';

/** Where a connection has no address any more, because it is over. */
const UNKNOWN = 'unknown';

/** An address with a port, as some proxies write it. */
const WITH_PORT = /^(?:(\d[\d.]*):\d{1,5}|\[(.*)\](?::\d{1,5})?)$/;

/**
 * Says from where a request comes. What `X-Forwarded-For` says counts as far as trusted proxies have written it: each
 * adds, at the right, whom it was asked by. No other field is looked at, and none of anybody else.
 */
export class CallerAddresses {
  private readonly ofConnection = remembered((text: string) => canonicalAddress(text) ?? UNKNOWN);
  private readonly isTrusted: (address: string) => boolean;
  private readonly trustsNobody: boolean;

  constructor(trusted: readonly Network[]) {
    const list = new BlockList();
    for (const { address, prefix, family } of trusted) list.addSubnet(address, prefix, family);
    this.isTrusted = remembered(
      (address) => address !== UNKNOWN && list.check(address, address.includes(':') ? 'ipv6' : 'ipv4'),
    );
    this.trustsNobody = trusted.length === 0;
  }

  /** A canonical address, or `unknown`. */
  of({ socket, headers }: IncomingMessage): string {
    const peer = this.ofConnection(peerOf(socket));
    const forwarded = this.trustsNobody ? undefined : headers['x-forwarded-for'];
    if (forwarded === undefined || !this.isTrusted(peer)) return peer;
    return this.lastUntrusted(peer, String(forwarded));
  }

  /** For the log: of a client the name tells enough. */
  ofNameless(request: IncomingMessage, client: Client | undefined): string | undefined {
    return isNamed(client) ? undefined : this.of(request);
  }

  /** Goes from right to left as long as whoever wrote an address is trusted. */
  private lastUntrusted(peer: string, forwarded: string): string {
    let known = peer;
    let end = forwarded.length;
    while (end > 0) {
      const comma = forwarded.lastIndexOf(',', end - 1);
      const address = readAddress(forwarded.slice(comma + 1, end).trim());
      // whoever wrote that does not know it either
      if (address === undefined) return known;
      known = address;
      if (!this.isTrusted(address)) return known;
      end = comma;
    }
    return known;
  }
}

/** Whether a caller has a name that tells who it is. */
export function isNamed(client: Client | undefined): boolean {
  return client !== undefined && !isAnonymous(client);
}

function peerOf({ remoteAddress }: Socket): string {
  return remoteAddress ?? UNKNOWN;
}

function readAddress(text: string): string | undefined {
  const [, ipv4, ipv6] = WITH_PORT.exec(text) ?? [];
  return canonicalAddress(ipv4 ?? ipv6 ?? text);
}
