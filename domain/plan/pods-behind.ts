// Which pods may still run as they were made before: those of a Deployment that is not rolled out, is frozen, waits, or is to go.
// What they use must stay until they are gone.
import { ROLE, serviceRole } from "../blueprint/roles.js";
import type { Children } from "../observed/late-values.js";
import type { ChildRecord } from "../observed/record.js";

/** As they would be written now. `pods`: undefined of a kind that has none. */
export type RenderedDeployment = { readonly role: string; readonly pods: { readonly fingerprint: string } | undefined };

export type PodsBehind = {
  /** Roles of Deployments that stay and have, or may have, pods of an earlier template. Sorted. */
  readonly replaced: readonly string[];
  /** Those and any whose pods are not there yet, without those that have come to nothing: pods may be made at any moment. Sorted. */
  readonly rolling: readonly string[];
  /** Roles of Deployments that nobody wants any more. Sorted. */
  readonly leaving: readonly string[];
};

/** `wanted`: roles of all Deployments of the blueprint, those included that cannot be rendered yet. */
export function podsBehind(children: Children, rendered: readonly RenderedDeployment[], wanted: ReadonlySet<string>): PodsBehind {
  const fingerprints = new Map(rendered.map(({ role, pods }) => [role, pods?.fingerprint]));
  const standing = [...children.values()].filter(({ kind }) => kind === "Deployment");
  const isBehind = ({ role, facts }: (typeof standing)[number]) =>
    facts.rolledOut !== true || facts.fingerprint !== fingerprints.get(role);
  const replaced = standing.filter((record) => wanted.has(record.role) && isBehind(record));
  return {
    replaced: rolesOf(replaced),
    rolling: rolesOf(standing.filter((record) => wanted.has(record.role) && mayMakePods(record, isBehind(record)))),
    leaving: rolesOf(standing.filter(({ role }) => !wanted.has(role))),
  };
}

/** One that replaces its pods all at once has none for a moment, of whatever template. */
function mayMakePods({ health }: ChildRecord, isBehind: boolean): boolean {
  return health.state === "progressing" || (isBehind && health.state !== "failed");
}

export function hasPodsBehind({ replaced, leaving }: PodsBehind): boolean {
  return replaced.length + leaving.length > 0;
}

/** Pods of an internal service, or of the pooler, are what other pods talk to; nobody talks to a worker. */
export function isTalkedTo(role: string): boolean {
  return role === ROLE.pooler || role.startsWith(serviceRole(""));
}

function rolesOf(records: readonly { readonly role: string }[]): readonly string[] {
  return records.map(({ role }) => role).sort();
}
