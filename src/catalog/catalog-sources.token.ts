/** A list of `CatalogSource`, in the order of the configuration; at least one. */
export const CATALOG_SOURCES = Symbol('list of CatalogSource');
