// Where AWS has its regions, roughly: to find the nearest one whose prices are known. Near on the map is not near in price: whoever
// uses it says so. China, GovCloud and the other partitions have price lists of their own, in part in another currency, and are not here.

type Place = readonly [latitude: number, longitude: number];

const PLACES: Readonly<Record<string, Place>> = {
  "us-east-1": [39, -77],
  "us-east-2": [40, -83],
  "us-west-1": [37, -122],
  "us-west-2": [46, -120],
  "ca-central-1": [45, -74],
  "ca-west-1": [51, -114],
  "mx-central-1": [21, -100],
  "sa-east-1": [-24, -47],
  "eu-west-1": [53, -6],
  "eu-west-2": [51, 0],
  "eu-west-3": [49, 2],
  "eu-central-1": [50, 9],
  "eu-central-2": [47, 8],
  "eu-north-1": [59, 18],
  "eu-south-1": [45, 9],
  "eu-south-2": [42, -1],
  "il-central-1": [32, 35],
  "me-south-1": [26, 50],
  "me-central-1": [24, 54],
  "af-south-1": [-34, 18],
  "ap-south-1": [19, 73],
  "ap-south-2": [17, 78],
  "ap-southeast-1": [1, 104],
  "ap-southeast-2": [-34, 151],
  "ap-southeast-3": [-6, 107],
  "ap-southeast-4": [-38, 145],
  "ap-southeast-5": [3, 102],
  "ap-southeast-6": [-37, 175],
  "ap-southeast-7": [14, 100],
  "ap-east-1": [22, 114],
  "ap-east-2": [25, 121],
  "ap-northeast-1": [36, 140],
  "ap-northeast-2": [37, 127],
  "ap-northeast-3": [35, 135],
};

/** Undefined: it is not known where the region is. */
export function nearest(region: string, among: readonly string[]): string | undefined {
  const from = PLACES[region];
  if (from === undefined) return undefined;
  const distances = among.flatMap((candidate) => {
    const to = PLACES[candidate];
    return to === undefined ? [] : [{ candidate, distance: angle(from, to) }];
  });
  return distances.sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

const RADIANS = Math.PI / 180;

/** Between two places as seen from the middle of the earth: the longer the way, the larger. */
function angle([fromLatitude, fromLongitude]: Place, [toLatitude, toLongitude]: Place): number {
  const [a, b] = [fromLatitude * RADIANS, toLatitude * RADIANS];
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos((toLongitude - fromLongitude) * RADIANS);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

export type CdnArea = "us" | "asia";
/** CloudFront delivers to North America and Europe at one price for traffic; all others are billed at the next dearer one that is known. */
const FIRST_AREA = /^(us|ca|mx|eu|il)-/;

export function cdnAreaOf(region: string): CdnArea {
  return FIRST_AREA.test(region) ? "us" : "asia";
}
