import type { CursorFault } from '../catalog/cursor.js';
import type { ParameterFault } from '../problems/parameter-fault.js';

const DETAILS: Readonly<Record<CursorFault, string>> = {
  INVALID_CURSOR: 'must be a cursor that this service gave out',
  CURSOR_MISMATCH: 'belongs to a listing with other filters or another sort; start again without it',
};

/** Tells a caller why a cursor cannot be used. */
export function cursorFault(code: CursorFault): ParameterFault {
  return { parameter: 'cursor', code, detail: DETAILS[code] };
}
