/**
 * The code of a system error, such as `ENOENT`.
 *
 * The message of such an error names the path, and a path may be a secret that was put into the wrong variable.
 */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'unknown reason';
  return typeof error.code === 'string' ? error.code : 'unknown reason';
}
