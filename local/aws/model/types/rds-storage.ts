// What RDS demands of the size of a database's storage. Numbers from AWS's documentation of gp3 and of autoscaling.
import { numberOf, textOf } from "../read.js";
import { firstRefusal, terminal, type Refusal } from "../refusal.js";
import type { Attributes, Change } from "../resource.js";

const SMALLEST_GIB = 20;
const LARGEST_GIB = 65_536;
const LEAST_GROWTH = 1.1;
/** Below this size gp3 has a fixed performance. */
const GP3_TUNABLE_GIB = 400;
export const BETWEEN_STORAGE_CHANGES_MS = 6 * 60 * 60 * 1000;

export function refuseNewStorage(attributes: Attributes): Refusal | undefined {
  const size = numberOf(attributes, "allocatedStorage");
  if (size === undefined) return terminal("InvalidParameterCombination", "AllocatedStorage is required for this engine");
  if (size < SMALLEST_GIB || size > LARGEST_GIB) {
    return terminal("InvalidParameterValue", `Invalid storage size for engine name postgres: ${size}`);
  }
  return firstRefusal(
    () => refuseCeiling(attributes),
    () => refuseIops(attributes),
  );
}

export function refuseStorageChange({ resource, changes, result, at }: Change): Refusal | undefined {
  return firstRefusal(
    () => ("allocatedStorage" in changes ? refuseSize(resource.attributes, result) : undefined),
    () => ("allocatedStorage" in changes ? refuseSoon(resource.storageChangedAt, at) : undefined),
    () => ("maxAllocatedStorage" in changes ? refuseCeiling(result) : undefined),
    () => refuseIops(result),
  );
}

function refuseSize(before: Attributes, after: Attributes): Refusal | undefined {
  const held = numberOf(before, "allocatedStorage") ?? 0;
  const wanted = numberOf(after, "allocatedStorage") ?? 0;
  if (wanted < held) {
    return terminal(
      "InvalidParameterValue",
      `Requested storage size (${wanted}) cannot be less than the current storage size (${held})`,
    );
  }
  return wanted < held * LEAST_GROWTH
    ? terminal("InvalidParameterValue", `Storage can only be increased by at least 10%: from ${held} to ${wanted} is too little`)
    : undefined;
}

function refuseSoon(changedAt: number | undefined, at: number): Refusal | undefined {
  return changedAt !== undefined && at - changedAt < BETWEEN_STORAGE_CHANGES_MS
    ? terminal(
        "InvalidParameterCombination",
        "You can't currently modify the storage of this DB instance because the previous storage change was less than six hours ago",
      )
    : undefined;
}

function refuseCeiling(attributes: Attributes): Refusal | undefined {
  const size = numberOf(attributes, "allocatedStorage") ?? 0;
  const ceiling = numberOf(attributes, "maxAllocatedStorage");
  return ceiling !== undefined && ceiling < size * LEAST_GROWTH
    ? terminal(
        "InvalidParameterCombination",
        `Max storage size (${ceiling}) must be at least 10% greater than storage size (${size})`,
      )
    : undefined;
}

function refuseIops(attributes: Attributes): Refusal | undefined {
  const size = numberOf(attributes, "allocatedStorage") ?? 0;
  return textOf(attributes, "storageType") === "gp3" && numberOf(attributes, "iops") !== undefined && size < GP3_TUNABLE_GIB
    ? terminal(
        "InvalidParameterCombination",
        "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.",
      )
    : undefined;
}
