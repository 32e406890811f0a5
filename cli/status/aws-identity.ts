// What a child is called in AWS: its ARN, or the id, address or host name that AWS has given it. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { isAck } from "../../domain/observed/extract.js";
import { childFacts } from "../../domain/observed/facts.js";
import { textAt } from "../../domain/observed/reading.js";

/** Undefined: AWS has nothing of it yet, or it is nothing in AWS. */
export function awsIdentity(object: KubeObject): string | undefined {
  const { arn, groupID, id, url, address, host } = childFacts(object);
  if (!isAck(object))
    return textAt(object, "spec", "loadBalancerClass") !== undefined || object.kind === "Ingress" ? host : undefined;
  return textAt(object, "status", "ackResourceMetadata", "arn") ?? arn ?? groupID ?? id ?? url ?? address ?? host;
}
