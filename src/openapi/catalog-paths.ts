const ROOTS = ['/v1/images', '/v1/families'];

/** Whether a path answers from the catalogue, so that its answers have validators and may be without one. */
export function answersFromCatalog(path: string): boolean {
  return ROOTS.some((root) => path === root || path.startsWith(`${root}/`));
}
