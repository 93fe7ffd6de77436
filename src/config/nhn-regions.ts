/** Where a region of a cloud is known to be; the service catalogue of a token has the last word. */
export interface RegionPreset {
  readonly identityUrl: string;
  readonly imageUrl: string;
}

const IDENTITY = 'https://api-identity-infrastructure.nhncloudservice.com';

/** The regions of NHN Cloud that are in service (vendor guide, "Image API", "Endpoint"); US1 ended in March 2026. */
export const NHN_REGIONS = ['kr1', 'kr2', 'kr3', 'jp1'] as const;

/** What is known of a region by its name alone, in any case. */
export function nhnRegion(name: string): RegionPreset | undefined {
  const region = NHN_REGIONS.find((known) => known === name.toLowerCase());
  return (
    region && {
      identityUrl: IDENTITY,
      imageUrl: `https://${region}-api-image-infrastructure.nhncloudservice.com`,
    }
  );
}
