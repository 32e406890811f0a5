// What a child needs of the WebServiceClass and does not find there, in words for status.
import type { Place } from "../domain/blueprint/types.js";

type Needed = "region" | "accountID" | "clusterName" | "vpcID" | "publicSubnetIDs" | "privateSubnetIDs";

export function placeGaps(place: Place, ...needed: readonly Needed[]): readonly string[] {
  return needed.filter((field) => place[field].length === 0).map((field) => `spec.${field} of the WebServiceClass`);
}
