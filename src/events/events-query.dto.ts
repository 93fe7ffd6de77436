import { ImageFiltersDto } from '../images/dto/image-filters.dto.js';

/** What a caller may ask of `GET /v1/events`: which images' changes are counted. */
export class EventsQueryDto extends ImageFiltersDto {}
