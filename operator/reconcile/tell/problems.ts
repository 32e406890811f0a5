// A failed write, in words: what it is that stands in the way, and what to do.
import { controllerMissing } from "../../../domain/admit/controller-missing.js";
import type { Problem } from "../../../domain/admit/problem.js";
import type { Part } from "../../../domain/api/status.js";
import { ClusterError } from "../../ports/cluster.js";

export type Written = { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly part?: Part };

const NAMESPACE_ENDS: Problem = {
  reason: "Deleting",
  stalls: false,
  message: "the namespace is being deleted: nothing is made in it any more, and this service goes with it",
};

/** A failed write, in words. */
export function writeProblem(child: Written, error: ClusterError): Problem {
  const what = `${child.kind} ${child.name}`;
  switch (error.kind) {
    case "kind-missing":
      return controllerMissing(child);
    case "invalid":
      return {
        reason: "WriteRefused",
        part: child.part,
        stalls: true,
        message: `the API server refuses ${what}: ${error.message}`,
      };
    case "forbidden":
      if (child.kind === "PersistentVolumeClaim" && EXPANSION.test(error.message)) return cannotGrow(child);
      return {
        reason: "WriteRefused",
        part: child.part,
        stalls: true,
        message: `the operator may not write ${what}: ${error.message}. Check its RBAC, the namespace's quota and admission policies.`,
      };
    case "namespace-ending":
      return NAMESPACE_ENDS;
    case "already-exists":
      return nameConflict(child);
    case "conflict":
    case "not-found":
    case "throttled":
    case "unavailable":
      return {
        reason: "Unreachable",
        part: child.part,
        stalls: false,
        message: `writing ${what} failed and is tried again: ${error.message}`,
      };
  }
}

/** What the API server's own admission says. */
const EXPANSION = /must support resize|volume expansion/i;

function cannotGrow({ part, name }: Written): Problem {
  const message = `the StorageClass of PersistentVolumeClaim ${name} does not expand volumes (allowVolumeExpansion)`;
  return { reason: "VolumeCannotGrow", part, stalls: false, message };
}

export function nameConflict(child: Written): Problem {
  return {
    reason: "NameConflict",
    part: child.part,
    stalls: true,
    message: `${child.kind} ${child.name} exists and is not managed by Tenfold; it is left as it is. Rename or delete it, and the service goes on.`,
  };
}
