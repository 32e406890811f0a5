// ARNs that are known before the thing exists, because its name is ours.
import type { Place } from "../domain/blueprint/types.js";

export function partition(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

export function bucketARN(place: Place, bucket: string): string {
  return `arn:${partition(place.region)}:s3:::${bucket}`;
}

/** `resource` as in `table/shop-sessions`. */
export function regionalARN(place: Place, service: string, resource: string): string {
  return `arn:${partition(place.region)}:${service}:${place.region}:${place.accountID}:${resource}`;
}
