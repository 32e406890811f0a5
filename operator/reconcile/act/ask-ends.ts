// A program of a move has ended: asks its pod what it has left, and believes what was signed with the key of that Job.
//
// Guarantees: nothing is asked while no program has ended; what was found is kept, since a pod can go; what may not be asked now stays
// unknown and is asked again.
import { childNameOf } from "../../../cdk8s/child-names.js";
import { ANNOTATION } from "../../../domain/api/keys.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import { isSignedBy } from "../../../domain/credentials/signed-record.js";
import type { Children } from "../../../domain/observed/late-values.js";
import type { ProgramEnd, ProgramEnds } from "../../../domain/observed/program-ends.js";
import { programRecord } from "../../../domain/observed/program-record.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childKey } from "../../../domain/observed/record.js";
import { ClusterError } from "../../ports/cluster.js";
import { withEntry } from "../memory.js";
import type { World } from "../world.js";

type Asking = Pick<World, "log" | "memory"> & {
  readonly troubles: Pick<World["troubles"], "pods">;
  readonly cluster: Pick<World["cluster"], "secretAnnotations">;
};
type Sought = { readonly roles: readonly string[]; readonly children: Children };

/** By role of the Job. Undefined: nothing is asked, or nothing is known yet. */
export async function askEnds(world: Asking, service: WebService, { roles, children }: Sought): Promise<ProgramEnds | undefined> {
  const memory = world.memory(serviceKey(service.metadata));
  if (roles.length === 0) return undefined;
  const found = new Map<string, ProgramEnd>();
  for (const role of roles) {
    const job = children.get(childKey({ kind: "Job", role }));
    const end = job === undefined ? undefined : (memory.ends.get(job.uid) ?? (await endOf(world, service, job)));
    if (job === undefined || end === undefined) continue;
    memory.ends = withEntry(memory.ends, job.uid, end);
    found.set(role, end);
  }
  return found.size === 0 ? undefined : found;
}

/** Undefined: the API server does not say now. */
async function endOf(world: Asking, { metadata }: WebService, job: ChildRecord): Promise<ProgramEnd | undefined> {
  const { namespace, name, uid } = metadata;
  try {
    const pods = await world.troubles.pods(namespace, name, ROLE.migrator);
    // Its key belongs to the Job, so that no record covers another run.
    const secret = childNameOf({ namespace, name, uid, dataUid: uid }, { kind: BUILT_IN.secret, role: job.role });
    const notes = await world.cluster.secretAnnotations({ kind: BUILT_IN.secret, namespace, name: secret });
    return judged(pods, job, notes?.[ANNOTATION.publicKey]);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    world.log.warn("the end of a program could not be asked", { job: job.name, error: error.message });
    return undefined;
  }
}

function judged(pods: readonly KubeObject[], { name, health }: ChildRecord, publicKey: string | undefined): ProgramEnd {
  const record = programRecord(pods, name);
  if (record === undefined) {
    const said = health.state === "ready" ? "" : `: ${health.message}`;
    return { kind: "silent", why: `Job ${name} has ended and its pod has left no record${said}` };
  }
  if (publicKey === undefined || record["job"] !== name || !isSignedBy(record, publicKey))
    return { kind: "silent", why: `the record of Job ${name} is not signed with its key and is not believed` };
  return { kind: "record", record };
}
