import type { AppConfig, ToastConfig } from '../../src/config/app-config.js';

/** The upstream of settings that are about the appkey API. */
export function toastOf({ upstreams }: AppConfig): ToastConfig {
  const [upstream] = upstreams;
  if (upstream?.api === 'toast-v1') return upstream;
  throw new Error(`the upstream speaks ${upstream?.api}`);
}
