// The Leases port over HTTP.
import type { KindRef } from "../../domain/api/objects.js";
import type { LeaseRecord, Leases } from "../ports/leases.js";
import { clusterError, collectionPath, objectPath } from "./kubernetes-paths.js";
import type { HttpAnswer, Transport } from "./transport.js";

/** Well below the time in which a leader must have renewed, so that one lost answer leaves time for another try. */
const TIMEOUT_MS = 4000;
/** Its own connections: a renewal that waits behind the work that it stands for would end that work. */
const HOW = { line: "lease", timeoutMs: TIMEOUT_MS, contentType: "application/json" } as const;
const LEASE: KindRef = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", plural: "leases", namespaced: true };

type Body = {
  readonly metadata: { readonly resourceVersion?: string };
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
};

export function kubernetesLeases(
  transport: Transport,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Leases {
  const path = objectPath({ kind: LEASE, namespace, name });
  return {
    read: async () => {
      const answer = await transport.request({ ...HOW, method: "GET", path, contentType: undefined });
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw clusterError(answer);
      return recordOf(JSON.parse(answer.text) as Body);
    },
    create: async (record) =>
      versionOf(
        await transport.request({ ...HOW, method: "POST", path: collectionPath(LEASE, namespace), body: bodyOf(record, name) }),
      ),
    update: async (record) => versionOf(await transport.request({ ...HOW, method: "PUT", path, body: bodyOf(record, name) })),
  };
}

/** Undefined: somebody else was first, or it is not there any more. */
function versionOf(answer: HttpAnswer): string | undefined {
  if (answer.status === 409 || (answer.status === 404 && clusterError(answer).kind === "not-found")) return undefined;
  if (answer.status >= 300) throw clusterError(answer);
  return (JSON.parse(answer.text) as Body).metadata.resourceVersion;
}

function recordOf({ metadata, spec = {} }: Body): LeaseRecord {
  return {
    holder: spec.holderIdentity ?? "",
    durationSeconds: spec.leaseDurationSeconds ?? 0,
    acquireTime: Date.parse(spec.acquireTime ?? "") || 0,
    renewTime: Date.parse(spec.renewTime ?? "") || 0,
    transitions: spec.leaseTransitions ?? 0,
    resourceVersion: metadata.resourceVersion,
  };
}

function bodyOf(record: LeaseRecord, name: string): string {
  return JSON.stringify({
    apiVersion: LEASE.apiVersion,
    kind: LEASE.kind,
    metadata: { name, resourceVersion: record.resourceVersion },
    spec: {
      holderIdentity: record.holder,
      leaseDurationSeconds: record.durationSeconds,
      acquireTime: microTime(record.acquireTime),
      renewTime: microTime(record.renewTime),
      leaseTransitions: record.transitions,
    },
  });
}

/** MicroTime wants six digits. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}
