// ARNs in AWS's form. Those of things whose name is ours are known before the thing exists.

export type AwsPlace = { readonly region: string; readonly accountID: string };

export function partition(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

export function bucketARN(place: Pick<AwsPlace, "region">, bucket: string): string {
  return `arn:${partition(place.region)}:s3:::${bucket}`;
}

/** `resource` as in `table/shop-sessions`. */
export function regionalARN(place: AwsPlace, service: string, resource: string): string {
  return `arn:${partition(place.region)}:${service}:${place.region}:${place.accountID}:${resource}`;
}

/** Of services without regions: IAM, CloudFront. */
export function globalARN(place: AwsPlace, service: string, resource: string): string {
  return `arn:${partition(place.region)}:${service}::${place.accountID}:${resource}`;
}
