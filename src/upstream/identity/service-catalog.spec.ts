import type { EndpointChoice } from '../../config/glance-config.js';
import { UpstreamError } from '../upstream.errors.js';
import { chooseEndpoint, endpointsOfV2, endpointsOfV3, type CatalogEndpoint } from './service-catalog.js';

const CHOICE: EndpointChoice = {
  url: undefined,
  region: undefined,
  interface: 'public',
  otherwise: undefined,
};

function endpoint(url: string, ...regions: readonly string[]): CatalogEndpoint {
  return { url, regions, interface: 'public' };
}

function choose(
  endpoints: readonly CatalogEndpoint[],
  choice: Partial<EndpointChoice> = {},
  allowHttp = false,
): string {
  return chooseEndpoint(endpoints, { ...CHOICE, ...choice }, allowHttp);
}

describe('a service catalogue', () => {
  it('of API v3 tells the addresses of images, each with its interface', () => {
    const catalog = [
      { type: 'identity', endpoints: [{ interface: 'public', region: 'One', url: 'https://keystone' }] },
      {
        type: 'image',
        endpoints: [
          { interface: 'public', region: 'One', region_id: 'one-id', url: 'https://a' },
          { interface: 'internal', region_id: 'two', url: 'https://b' },
          { interface: 'public', region: 'One' },
          'nonsense',
        ],
      },
    ];
    expect(endpointsOfV3(catalog)).toEqual([
      { regions: ['One', 'one-id'], interface: 'public', url: 'https://a' },
      { regions: ['two'], interface: 'internal', url: 'https://b' },
    ]);
  });

  it('of API v2.0 tells one address for each interface of a region', () => {
    const endpoints = [
      { region: 'KR1', publicURL: 'https://kr1', internalURL: 'https://in' },
      { publicURL: 'https://no-region' },
      { region: 'KR2', publicURL: 7 },
    ];
    expect(
      endpointsOfV2([
        { type: 'image', name: 'glance', endpoints },
        { type: 'compute', endpoints },
      ]),
    ).toEqual([
      { regions: ['KR1'], interface: 'public', url: 'https://kr1' },
      { regions: ['KR1'], interface: 'internal', url: 'https://in' },
      { regions: [], interface: 'public', url: 'https://no-region' },
    ]);
  });

  it.each<readonly [string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a text', 'image'],
    ['an object', { type: 'image' }],
    ['a list of nonsense', [null, 7, [], { type: 'image' }, { type: 'image', endpoints: {} }]],
  ])('that is %s has no addresses', (_what, catalog) => {
    expect(endpointsOfV3(catalog)).toEqual([]);
    expect(endpointsOfV2(catalog)).toEqual([]);
  });
});

describe('the image service', () => {
  const [KR1, KR2] = [
    endpoint('https://kr1.example.test', 'KR1'),
    endpoint('https://kr2.example.test', 'KR2'),
  ];

  it.each<readonly [string, Partial<EndpointChoice>, string]>([
    ['the region of that name', { region: 'KR2' }, 'https://kr2.example.test'],
    ['in any case', { region: 'kr1' }, 'https://kr1.example.test'],
    ['at the fixed address first', { url: 'https://fixed', region: 'kr1' }, 'https://fixed'],
    [
      'before what is known of the region',
      { region: 'kr1', otherwise: 'https://preset' },
      'https://kr1.example.test',
    ],
    ['or where the region is known to be', { region: 'kr3', otherwise: 'https://preset' }, 'https://preset'],
  ])('is looked for in %s', (_where, choice, expected) => {
    expect(choose([KR1, KR2], choice)).toBe(expected);
  });

  it.each([
    ['https://a.example.test', 'https://a.example.test'],
    ['https://a.example.test/', 'https://a.example.test'],
    ['https://a.example.test/v2', 'https://a.example.test'],
    ['https://a.example.test/v2/', 'https://a.example.test'],
    ['https://a.example.test/v2.0/', 'https://a.example.test'],
    ['https://a.example.test/image/v2', 'https://a.example.test/image'],
    ['https://a.example.test/image-v2', 'https://a.example.test/image-v2'],
    ['http://127.0.0.1:9292', 'http://127.0.0.1:9292'],
  ])('at %s is asked at %s', (url, expected) => {
    expect(choose([endpoint(url, 'One')])).toBe(expected);
  });

  it.each<readonly [string, readonly CatalogEndpoint[], Partial<EndpointChoice>]>([
    ['no address', [], {}],
    ['another region only', [KR1], { region: 'kr2' }],
    ['another interface only', [KR1], { interface: 'internal' }],
    ['two regions, and none was named', [KR1, KR2], {}],
    ['two addresses for a region', [KR1, endpoint('https://other', 'kr1')], { region: 'kr1' }],
    ['an address with a query', [endpoint('https://a?b=c', 'One')], {}],
    ['an address with a user', [endpoint('https://u:p@a', 'One')], {}],
    ['an address of another protocol', [endpoint('file:///etc/passwd', 'One')], {}],
    ['plain http over a network', [endpoint('http://a.example.test', 'One')], {}],
  ])('is not to be had from %s', (_what, endpoints, choice) => {
    const act = (): string => choose(endpoints, choice);
    expect(act).toThrow(UpstreamError);
    expect(act).toThrow(/^the service catalogue of the token has [^:/]*$/);
  });

  it('may be at plain http where a setting allows it', () => {
    expect(choose([endpoint('http://a.example.test', 'One')], {}, true)).toBe('http://a.example.test');
  });
});
