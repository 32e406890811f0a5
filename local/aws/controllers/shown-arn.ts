// The ARN that the status of an object shows.
import type { KubeObject } from "../../../domain/api/objects.js";
import { recordOf, textOf } from "../model/read.js";

export function shownArn(object: KubeObject): string | undefined {
  return textOf(recordOf(recordOf(object, "status"), "ackResourceMetadata"), "arn");
}
