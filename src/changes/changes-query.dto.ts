import { LONGEST_VALUE } from '../parameters/text-rules.js';
import { RequiredTextParameter } from '../parameters/text.parameter.js';

/** What a caller may ask of `GET /v1/images/changes`. */
export class ChangesQueryDto {
  /** The `catalog.version` of an answer, or the `to` of the last changes. */
  @RequiredTextParameter(LONGEST_VALUE)
  readonly since?: readonly string[];
}
