import type { CatalogEntry } from './openstack.types.js';

/** `token.catalog` of API v3: an endpoint for each interface of each region. */
export function catalogV3(entries: readonly CatalogEntry[]): readonly unknown[] {
  return typesOf(entries).map((type) => ({
    type,
    id: `service-${type}`,
    name: type,
    endpoints: entries
      .filter((entry) => entry.type === type)
      .map(({ region, interface: name, url }) => ({
        id: 'e',
        interface: name,
        region,
        region_id: region,
        url,
      })),
  }));
}

/** `access.serviceCatalog` of API v2.0: an endpoint for each region, with an address for each interface. */
export function catalogV2(entries: readonly CatalogEntry[]): readonly unknown[] {
  return typesOf(entries).map((type) => {
    const own = entries.filter((entry) => entry.type === type);
    const endpoints = [...new Set(own.map(({ region }) => region))].map((region) => ({
      region,
      ...Object.fromEntries(
        own.filter((entry) => entry.region === region).map((entry) => [`${entry.interface}URL`, entry.url]),
      ),
    }));
    return { type, name: type, endpoints };
  });
}

function typesOf(entries: readonly CatalogEntry[]): readonly string[] {
  return [...new Set(entries.map(({ type }) => type))];
}
