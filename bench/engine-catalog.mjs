import { compilePropertyAllowList } from '../dist/upstream/normalise/properties.js';
import { mapToastImage } from '../dist/upstream/toast-v1/toast-image.mapper.js';
import { generateImages } from '../dist/stand-in/generate-images.js';

const RULES = {
  source: 'default',
  allowsProperty: compilePropertyAllowList(['os_*', 'login_username', 'description', 'hypervisor_*']),
  mask: (text) => text,
};

/** Images as the gateway maps them. */
export function catalogOf(count) {
  return generateImages(count).map((row) => mapToastImage(row, RULES).image);
}

/** The same with no name twice: the hardest case for text. */
export function withUniqueNames(images) {
  return images.map((image, index) => ({ ...image, name: `${image.name ?? 'image'} ${index.toString(36)}` }));
}
