import { BooleanParameter, SizeParameter } from '../../parameters/number.parameter.js';
import { DateTimeParameter } from '../../parameters/date-time.parameter.js';
import {
  PatternsParameter,
  TextParameter,
  TextsParameter,
  WordsParameter,
} from '../../parameters/text.parameter.js';
import { FREE_VALUE_MAX, SEARCH_MAX } from '../image-parameters.js';

const ID = /^[A-Za-z0-9_-]{1,128}$/;
const PROPERTY = /^[A-Za-z0-9_.-]{1,64}(?::[^\0]*)?$/;

/**
 * Which images are meant: the raw values of each filter. Different filters must all hold; of a repeated one
 * any value, except for `tag` and `property`, where all must hold.
 */
export class ImageFiltersDto {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  @PatternsParameter(ID, '1 to 128 letters, digits, _ or -', 100)
  readonly id?: readonly string[];

  /** Only images of exactly this name, case included. */
  @TextsParameter({ maxValues: 50 })
  readonly name?: readonly string[];

  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  @TextParameter(SEARCH_MAX)
  readonly nameContains?: readonly string[];

  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  @WordsParameter(SEARCH_MAX, 8)
  readonly q?: readonly string[];

  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  @TextsParameter()
  readonly status?: readonly string[];

  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  @TextsParameter()
  readonly visibility?: readonly string[];

  /** Only images of this disk format. */
  @TextsParameter()
  readonly diskFormat?: readonly string[];

  /** Only images of this container format. */
  @TextsParameter()
  readonly containerFormat?: readonly string[];

  /** Only images of this type of operating system, without regard to case. */
  @TextsParameter({ max: FREE_VALUE_MAX })
  readonly osType?: readonly string[];

  /** Only images of this distribution, without regard to case. */
  @TextsParameter({ max: FREE_VALUE_MAX })
  readonly osDistro?: readonly string[];

  /** Only images of exactly this version text, without regard to case. */
  @TextsParameter({ max: FREE_VALUE_MAX })
  readonly osVersion?: readonly string[];

  /** Only images for this architecture, without regard to case. */
  @TextsParameter({ max: FREE_VALUE_MAX })
  readonly architecture?: readonly string[];

  /** Only images of this family, without regard to case. */
  @TextsParameter({ max: FREE_VALUE_MAX })
  readonly family?: readonly string[];

  /** Only images with all of these tags. */
  @TextsParameter({ maxValues: 10 })
  readonly tag?: readonly string[];

  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  @PatternsParameter(PROPERTY, 'key or key:value, with 1 to 64 letters, digits, _, . or - in the key', 10)
  readonly property?: readonly string[];

  /** Only images that are, or are not, protected from deletion. */
  @BooleanParameter()
  readonly protected?: readonly string[];

  /** Only images of at least this size; an unknown size never matches. */
  @SizeParameter()
  readonly sizeMin?: readonly string[];

  /** Only images of at most this size; an unknown size never matches. */
  @SizeParameter('sizeMin')
  readonly sizeMax?: readonly string[];

  /** Only images that run on a flavour with this much disk. */
  @SizeParameter()
  readonly fitsDisk?: readonly string[];

  /** Only images that run on a flavour with this much memory. */
  @SizeParameter()
  readonly fitsRam?: readonly string[];

  /** Only images created at this moment or later. */
  @DateTimeParameter()
  readonly createdSince?: readonly string[];

  /** Only images created before this moment. */
  @DateTimeParameter('createdSince')
  readonly createdBefore?: readonly string[];

  /** Only images updated at this moment or later. */
  @DateTimeParameter()
  readonly updatedSince?: readonly string[];

  /** Only images updated before this moment. */
  @DateTimeParameter('updatedSince')
  readonly updatedBefore?: readonly string[];

  /** Only images of this configured source. */
  @TextsParameter()
  readonly source?: readonly string[];
}
