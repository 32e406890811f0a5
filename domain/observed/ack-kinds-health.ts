// What "ready" means beyond conditions, for the ACK kinds whose controllers say Ready too early or too late.
import type { KubeObject } from "../api/objects.js";
import { ackHealth } from "./ack-health.js";
import { textAt } from "./reading.js";
import type { Health } from "./record.js";

type Judge = (object: KubeObject, health: Health) => Health;

/** RDS serves in these states although it is not "available". */
const RDS_USABLE = /^(available|backing-up|storage-optimization|configuring-.*|maintenance|modifying|renaming|upgrading-minor)$/;
const RDS_BROKEN = /^(failed|incompatible-.*|inaccessible-encryption-credentials.*|restore-error|storage-full|stopped)$/;

const JUDGES: Readonly<Record<string, Judge>> = {
  DBInstance: (object, health) =>
    rds(health, {
      status: textAt(object, "status", "dbInstanceStatus"),
      endpoint: textAt(object, "status", "endpoint", "address"),
    }),
  DBCluster: (object, health) =>
    rds(health, { status: textAt(object, "status", "status"), endpoint: textAt(object, "status", "endpoint") }),
  ReplicationGroup: (object, health) => {
    const status = textAt(object, "status", "status");
    const endpoint = textAt(object, "status", "configurationEndpoint", "address");
    if (health.state !== "ready" && health.state !== "progressing") return health;
    const usable = endpoint !== undefined && (status === "available" || status === "modifying" || status === "snapshotting");
    if (status === "available" && endpoint !== undefined) return health.state === "ready" ? health : { ...health, usable };
    return { state: "progressing", usable, message: `the cache is ${status ?? "not reported yet"}` };
  },
  Distribution: (object, health) =>
    only(health, textAt(object, "status", "status") === "Deployed", "CloudFront is deploying the distribution"),
  Function: (object, health) =>
    only(
      health,
      textAt(object, "status", "state") === "Active" &&
        (textAt(object, "status", "lastUpdateStatus") ?? "Successful") === "Successful",
      `Lambda reports ${textAt(object, "status", "state") ?? "nothing yet"}`,
    ),
  ElasticIPAddress: (object, health) =>
    only(health, textAt(object, "status", "allocationID") !== undefined, "waits for an address"),
  OriginAccessControl: (object, health) => only(health, textAt(object, "status", "id") !== undefined, "waits for its id"),
  Queue: (object, health) => only(health, textAt(object, "status", "queueURL") !== undefined, "waits for its URL"),
};

export function ackKindHealth(object: KubeObject): Health {
  const health = ackHealth(object);
  return JUDGES[object.kind]?.(object, health) ?? health;
}

function only(health: Health, holds: boolean, message: string): Health {
  return health.state !== "ready" || holds ? health : { state: "progressing", usable: false, message };
}

type DatabaseView = { readonly status: string | undefined; readonly endpoint: string | undefined };

/** A failed cluster is never Terminal, and a replica can be Ready with an empty status: only what RDS itself reports counts. */
function rds(health: Health, { status, endpoint }: DatabaseView): Health {
  if (health.state === "failed" && health.terminal) return health;
  if (status !== undefined && RDS_BROKEN.test(status))
    return { state: "failed", terminal: false, message: `RDS reports ${status}` };
  if (health.state === "failed") return health;
  const usable = status !== undefined && endpoint !== undefined && RDS_USABLE.test(status);
  if (health.state === "progressing") return { ...health, usable };
  if (usable) return health;
  const message =
    status === undefined ? "waits for RDS to report its state" : `RDS reports ${status}, endpoint ${endpoint ?? "not known yet"}`;
  return { state: "progressing", usable, message };
}
