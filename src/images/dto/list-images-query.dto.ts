import { Check } from '../../parameters/check.js';
import { ListParameter } from '../../parameters/list.parameter.js';
import { IntegerParameter } from '../../parameters/number.parameter.js';
import { TextParameter } from '../../parameters/text.parameter.js';
import { LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX } from '../image-parameters.js';
import { ImageFiltersDto } from './image-filters.dto.js';
import { FIELDS_LIST, SORT_LIST } from './list-options.js';

/** What a caller may ask of `GET /v1/images`; any other parameter is refused with 400. */
export class ListImagesQueryDto extends ImageFiltersDto {
  /**
   * The order: up to three fields with commas between them, `-` in front for descending. Ties go by id.
   * Unknown values come last in both directions; names and versions compare naturally, `9.10` after `9.9`.
   */
  @ListParameter(SORT_LIST)
  readonly sort?: readonly string[];

  /** Images per page. */
  @IntegerParameter({ min: 1, max: LIMIT_MAX, default: LIMIT_DEFAULT })
  readonly limit?: readonly string[];

  /** `nextCursor` or `prevCursor` of another page, unchanged, with the same filters and sort, by a client that sees the same. */
  @TextParameter(4096)
  readonly cursor?: readonly string[];

  /** How many images to skip. A cursor is the better way: it keeps its place when images come and go. */
  @IntegerParameter({ min: 0, max: OFFSET_MAX, default: 0 })
  @Check('CONFLICT', "must not stand together with 'cursor'", (_, { cursor }) => cursor === undefined)
  readonly offset?: readonly string[];

  /** Only these fields of each image, and always `id`; a comma list. */
  @ListParameter(FIELDS_LIST)
  readonly fields?: readonly string[];
}
