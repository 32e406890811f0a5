// The credentials of data that is gone. Where the right is missing they stay, labelled, and an event says which: they open nothing any more.
import type { Ending } from "../../../domain/observed/ending.js";
import { ClusterError } from "../../ports/cluster.js";
import { labelSecretsAsKept, secretsOf } from "./label-secrets.js";
import type { Whose } from "./finalize-note.js";
import { tellDeletion } from "./finalize-tell.js";
import type { World } from "../world.js";

export async function endSecrets(world: World, { service, dataUid }: Whose, ending: Ending): Promise<void> {
  const { name, namespace, uid } = service.metadata;
  const identity = { name, namespace, uid, dataUid };
  const databases = ending.databases.map(
    ({ kind: of, generation }) => ({ kind: of === "DBInstance" ? "rds" : "aurora", generation }) as const,
  );
  const kept: string[] = [];
  for (const ref of secretsOf(identity, databases)) {
    try {
      await world.data.removeSecret(ref, { dryRun: false });
    } catch (error) {
      if (!(error instanceof ClusterError) || error.kind !== "forbidden") throw error;
      kept.push(ref.name);
    }
  }
  if (kept.length === 0) return;
  await labelSecretsAsKept(world, identity, databases);
  const note = `the operator may not delete Secrets, so these stay: ${kept.join(", ")}. kubectl delete secret -n ${namespace} ${kept.join(" ")}`;
  tellDeletion(world, service, { reason: "SecretsKept", note });
}
