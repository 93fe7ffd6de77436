import { ListParameter } from '../../parameters/list.parameter.js';
import { LONGEST_VALUE } from '../../parameters/text-rules.js';
import { TextParameter } from '../../parameters/text.parameter.js';
import { FIELDS_LIST } from './list-options.js';

/** What a caller may ask of `GET /v1/images/{id}`. */
export class GetImageQueryDto {
  /** Only these fields, and always `id`; a comma list. */
  @ListParameter(FIELDS_LIST)
  readonly fields?: readonly string[];

  /** The configured source that lists the image. */
  @TextParameter(LONGEST_VALUE)
  readonly source?: readonly string[];
}
