import type { AppConfig, ToastConfig } from '../../src/config/app-config.js';

/** An upstream of settings that are about the appkey API. */
export function toastOf({ upstreams }: AppConfig, at = 0): ToastConfig {
  const upstream = upstreams[at];
  if (upstream?.api === 'toast-v1') return upstream;
  throw new Error(`the upstream speaks ${upstream?.api}`);
}
