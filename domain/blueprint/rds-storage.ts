// What RDS demands of the size of a volume: it grows by a tenth at least, and its ceiling is at least a tenth above it.
import { MAX_STORAGE_FACTOR } from "../tiers/defaults.js";
import type { RdsDatabase } from "./types.js";

export const RDS_MAX_STORAGE_GIB = 65_536;

/** The smallest size that RDS takes after this one, as size and as ceiling. In whole numbers: 100 × 1.1 is not 110. */
export function tenthMoreGiB(storageGiB: number): number {
  return Math.ceil((storageGiB * 11) / 10);
}

/** The ceiling of the tier where it is far enough above the size, else one that is. */
export function ceilingGiB(storageGiB: number, ofTier: number): number {
  return tenthMoreGiB(storageGiB) <= ofTier ? ofTier : Math.min(RDS_MAX_STORAGE_GIB, storageGiB * MAX_STORAGE_FACTOR);
}

/** Only upwards, and never to one that is too near to the size that stands. */
export function raisedCeilingGiB(standing: RdsDatabase, targetGiB: number): number {
  if (targetGiB <= standing.maxStorageGiB) return standing.maxStorageGiB;
  const raised = Math.max(targetGiB, tenthMoreGiB(standing.storageGiB));
  return raised <= RDS_MAX_STORAGE_GIB ? raised : standing.maxStorageGiB;
}
