import type { FailureCode } from './upstream-fault-rows.js';
import {
  closedDoor,
  namelessDoor,
  plainDoor,
  silentDoor,
  silentTlsDoor,
  slammedDoor,
  type Door,
} from './upstream-doors.js';

/** A way in which there is no connection to the upstream. */
export interface ConnectionFault {
  readonly name: string;
  readonly open: () => Promise<Door>;
  /** The problem's code, and the class of the failure. */
  readonly code: FailureCode;
  /** How often one refresh tries. */
  readonly calls: number;
  /** Whether an upstream that speaks plain HTTP can take its place. */
  readonly isHttp: boolean;
}

export const CONNECTION_FAULTS: readonly ConnectionFault[] = [
  unavailable('nothing that listens', closedDoor, true),
  unavailable('a name that nobody knows', unknownName),
  unavailable('a connection that is closed at once', slammedDoor, true),
  unavailable('plain HTTP in place of TLS', plainDoor),
  unavailable('a TLS handshake that fails', namelessDoor),
  { ...unavailable('silence', silentDoor, true), code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { ...unavailable('silence in place of TLS', silentTlsDoor), code: 'UPSTREAM_TIMEOUT', calls: 1 },
];

function unavailable(name: string, open: () => Promise<Door>, isHttp = false): ConnectionFault {
  return { name, open, code: 'UPSTREAM_UNAVAILABLE', calls: 3, isHttp };
}

/** RFC 6761, 6.4: no such name ever exists. */
function unknownName(): Promise<Door> {
  return Promise.resolve({ url: 'http://no-such-host.invalid', port: 0, close: () => Promise.resolve() });
}
