// The page that most scenarios ask for.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS } from '../rig/gateway.mjs';

/** Twenty of the stand-in's images in about 13 kB; the default order would start with its largest ones, 22 kB. */
export const PAGE = '/v1/images?visibility=private&limit=20';

/** The path whose body is nearest in size, so that what differs is not what is sent. */
export async function nearestInSize(gateway, bytes, paths) {
  let nearest;
  for (const path of paths) {
    const { body } = await fetchAnswer(gateway.url + path, HEADERS);
    const distance = Math.abs(body.length - bytes);
    if (!nearest || distance < nearest.distance) nearest = { path, distance, bytes: body.length };
  }
  return nearest;
}
