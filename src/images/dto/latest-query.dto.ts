import { IMAGE_FIELDS } from '../../domain/image.js';
import { ChoiceParameter } from '../../parameters/choice.parameter.js';
import { ListParameter } from '../../parameters/list.parameter.js';
import { NEWEST, NEWEST_DEFAULT } from '../newest.js';
import { ImageFiltersDto } from './image-filters.dto.js';

/** What a caller may ask of `GET /v1/images/latest`. */
export class LatestQueryDto extends ImageFiltersDto {
  /**
   * What makes an image newer: when it was `created`; or its `version`, naturally compared (`9.10` after `9.9`), of equal
   * ones the date of release, then when it was created.
   */
  @ChoiceParameter(Object.keys(NEWEST), NEWEST_DEFAULT)
  readonly by?: readonly string[];

  /** Only these fields, and always `id`; a comma list. */
  @ListParameter({ known: IMAGE_FIELDS, maxLength: 512, schema: { example: 'id,name,createdAt' } })
  readonly fields?: readonly string[];
}
