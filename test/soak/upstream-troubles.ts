import type { Fault } from '../../src/stand-in/fault.js';
import type { StandIn } from '../../src/stand-in/stand-in.js';
import type { Operation, PagingLies } from '../../src/stand-in/stand-in.types.js';
import { ENDLESS_FAULTS, FAULTS } from '../support/upstream-fault-table.js';
import type { Trouble } from './trouble.js';

const LIES: readonly PagingLies[] = [
  { ignoreLimit: true },
  { inclusiveMarker: true },
  { vanishMarkerOnce: true },
  { vanishMarkerAlways: true },
  { clampLimit: 37 },
  { loop: true },
  { endless: true },
];
const BUSY: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '15' } };

/** Every kind of fault of the upstream, once for each operation, and each lie about pages. */
export function upstreamTroubles(upstream: StandIn): Trouble[] {
  const heal = (): void => upstream.heal();
  return [
    ...(['images', 'tokens'] as const).flatMap((operation) => faultTroubles(upstream, operation)),
    ...LIES.map((lie): Trouble => {
      return {
        name: `paging: ${Object.keys(lie).join()}`,
        begin: () => void (upstream.paging = lie),
        end: heal,
      };
    }),
    { name: 'images: Retry-After', begin: () => upstream.fail('images', BUSY), end: heal },
    { name: 'tokens: all revoked', begin: () => upstream.revokeTokens(), end: heal },
  ];
}

/** One trouble for each kind of fault; each time it strikes, another of the table's faults of that kind. */
function faultTroubles(upstream: StandIn, operation: Operation): Trouble[] {
  const byKind = new Map<string, Fault[]>();
  for (const { fault } of [...FAULTS[operation], ...ENDLESS_FAULTS]) {
    byKind.set(fault.kind, [...(byKind.get(fault.kind) ?? []), fault]);
  }
  return [...byKind].map(([kind, faults]) => ({
    name: `${operation}: ${kind}`,
    isSlow: ['hang', 'drip', 'delay'].includes(kind),
    begin: (random) => {
      upstream.fail(operation, random.pick(faults));
      // or else nobody asks for a token
      if (operation === 'tokens') upstream.revokeTokens();
    },
    end: () => upstream.heal(),
  }));
}
