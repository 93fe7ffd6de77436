import type { EndpointChoice } from '../../config/glance-config.js';
import { baseUrl, isOpenHttp, withoutImageVersion } from '../../config/upstream-url.js';
import { asRecord } from '../normalise/scalars.js';
import { UpstreamError } from '../upstream.errors.js';

/** The type of service that has images, in every service catalogue. */
const IMAGE = 'image';

/** One address in a service catalogue, as the identity service wrote it. */
export interface CatalogEndpoint {
  /** Its names: API v3 may give a region a name and an id. */
  readonly regions: readonly string[];
  readonly interface: string;
  readonly url: string;
}

/** Reads `token.catalog` (API v3): a list of services, each endpoint with its interface. */
export function endpointsOfV3(catalog: unknown): readonly CatalogEndpoint[] {
  return imageEndpoints(catalog).flatMap(({ interface: name, url, region, region_id: regionId }) =>
    typeof name === 'string' && typeof url === 'string'
      ? [{ regions: [region, regionId].filter(isText), interface: name, url }]
      : [],
  );
}

/** Reads `access.serviceCatalog` (API v2.0): a list of services, each endpoint with one address for each interface. */
export function endpointsOfV2(catalog: unknown): readonly CatalogEndpoint[] {
  return imageEndpoints(catalog).flatMap(({ region, ...urls }) =>
    ['public', 'internal', 'admin'].flatMap((name) => {
      const url = urls[`${name}URL`];
      return isText(url) ? [{ regions: [region].filter(isText), interface: name, url }] : [];
    }),
  );
}

/**
 * Where the image service is: at the fixed address, else where the catalogue says.
 *
 * @param allowHttp whether that may be plain `http:` and not loopback
 * @returns the base address, without version and without a slash at its end
 * @throws UpstreamError `UPSTREAM_INVALID` where the catalogue has no such address, several, or none that can be used
 */
export function chooseEndpoint(
  endpoints: readonly CatalogEndpoint[],
  choice: EndpointChoice,
  allowHttp: boolean,
): string {
  if (choice.url !== undefined) return choice.url;
  const wanted = endpoints.filter((endpoint) => isWanted(endpoint, choice));
  const urls = new Set(wanted.map(({ url }) => inOneSpelling(url)));
  if (urls.size > 1)
    throw invalid(
      choice.region === undefined && isOfSeveralRegions(wanted)
        ? 'has several regions with images; UPSTREAM_REGION says which'
        : 'has several addresses for images; UPSTREAM_URL says which',
    );
  const [url] = urls;
  if (url !== undefined) return usable(url, allowHttp);
  if (choice.otherwise !== undefined) return choice.otherwise;
  throw invalid('has no address for images of UPSTREAM_REGION and UPSTREAM_INTERFACE');
}

function isWanted({ regions, interface: name }: CatalogEndpoint, choice: EndpointChoice): boolean {
  const wanted = choice.region?.toLowerCase();
  return (
    name === choice.interface &&
    (wanted === undefined || regions.some((region) => region.toLowerCase() === wanted))
  );
}

function isOfSeveralRegions(endpoints: readonly CatalogEndpoint[]): boolean {
  return new Set(endpoints.map(({ regions: [region = ''] }) => region.toLowerCase())).size > 1;
}

/** Clouds name one service with and without a version, or a slash at its end; what is no address stays as it is. */
function inOneSpelling(url: string): string {
  const parsed = baseUrl().parse(url);
  return 'fault' in parsed ? url : withoutImageVersion(parsed.value);
}

/** With the rules that hold for addresses in settings: credentials are sent there as well. */
function usable(url: string, allowHttp: boolean): string {
  const parsed = baseUrl().parse(url);
  if ('fault' in parsed) throw invalid('has an address for images that is no URL of a service');
  if (isOpenHttp(parsed.value) && !allowHttp)
    throw invalid(
      'has an address for images that would send the token in the clear; see UPSTREAM_ALLOW_HTTP',
    );
  return withoutImageVersion(parsed.value);
}

function invalid(what: string): UpstreamError {
  return new UpstreamError('UPSTREAM_INVALID', `the service catalogue of the token ${what}`);
}

function imageEndpoints(catalog: unknown): readonly Readonly<Record<string, unknown>>[] {
  const services = listOf(catalog).filter(({ type }) => type === IMAGE);
  return services.flatMap(({ endpoints }) => listOf(endpoints));
}

/** What is no list, and whatever in it is no object, is left out. */
function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.map(asRecord).filter((element) => element !== undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
