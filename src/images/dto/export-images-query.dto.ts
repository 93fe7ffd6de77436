import { ChoiceParameter } from '../../parameters/choice.parameter.js';
import { ListParameter } from '../../parameters/list.parameter.js';
import { EXPORT_FORMATS } from '../export-format.js';
import { ImageFiltersDto } from './image-filters.dto.js';
import { FIELDS_LIST, SORT_LIST } from './list-options.js';

/** What a caller may ask of `GET /v1/images/export`. */
export class ExportImagesQueryDto extends ImageFiltersDto {
  /** The order, as in a listing. */
  @ListParameter(SORT_LIST)
  readonly sort?: readonly string[];

  /** Only these fields, or columns, and always `id`; a comma list. */
  @ListParameter(FIELDS_LIST)
  readonly fields?: readonly string[];

  /** The form of the export; without it `Accept` decides, and CSV where that says nothing. */
  @ChoiceParameter(EXPORT_FORMATS)
  readonly format?: readonly string[];
}
