import type { ToastConfig } from '../../config/app-config.js';
import type { ImagePages } from '../listing/page-walk.js';
import { ToastEndpoint } from './toast-endpoint.js';

/** Where the pages of the appkey API's list are. */
export function toastPages({ url, appkey, pageSize }: ToastConfig): ImagePages {
  return {
    pageSize,
    parts: [{}],
    url: (_part, marker) => new ToastEndpoint(url, appkey.current()).images(pageSize, marker),
    isMarkerGone: ({ facts }) => facts.notFound === true,
  };
}
