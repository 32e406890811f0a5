// Marks the Secrets of a service as kept, or takes the mark off. The operator cannot see Secrets: it goes by their names.
import { childNameOf } from "../../../cdk8s/child-names.js";
import { secretName, type SecretName } from "../../../cdk8s/database-facts.js";
import { LABEL } from "../../../domain/api/keys.js";
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { ObjectRef } from "../../../domain/api/objects.js";
import type { DatabaseRef } from "../../../domain/blueprint/roles.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import type { DatabaseKind, Identity } from "../../../domain/blueprint/types.js";
import { ClusterError } from "../../ports/cluster.js";
import type { World } from "../world.js";

const DATABASE_KINDS: readonly DatabaseKind[] = ["in-cluster", "rds", "aurora"];
const SECRETS: readonly SecretName[] = ["masterSecret", "appSecret"];

/** Of every kind of database that the service may have had: one that failed to be made has its Secrets all the same. */
export async function labelSecretsAsKept(
  world: World,
  identity: Identity,
  databases: readonly DatabaseRef[] = [],
): Promise<void> {
  await Promise.all(secretsOf(identity, databases).map((ref) => mark(world, ref, "true")));
}

/** The names that its Secrets have if they exist. `databases`: also of those that were made beside the first of their kind. */
export function secretsOf(identity: Identity, databases: readonly DatabaseRef[]): readonly ObjectRef[] {
  const all = [...DATABASE_KINDS.map((kind) => ({ kind })), ...databases];
  const console = childNameOf(identity, { kind: BUILT_IN.secret, role: ROLE.poolerAdmin, holdsData: true });
  const names = new Set([...all.flatMap((database) => SECRETS.map((secret) => secretName(identity, database, secret))), console]);
  return [...names].map((name) => ({ kind: BUILT_IN.secret, namespace: identity.namespace, name }));
}

export async function labelSecretAsUsed(world: World, ref: ObjectRef): Promise<void> {
  await mark(world, ref, null);
}

/** Only a label: nothing waits for it that cannot be set, such as where the role is older than the operator. */
async function mark(world: World, ref: ObjectRef, value: "true" | null): Promise<void> {
  try {
    await world.cluster.labelSecret(ref, { [LABEL.retained]: value });
  } catch (error) {
    if (error instanceof ClusterError && error.kind === "namespace-ending") return; // it is not there, or goes with the namespace
    if (!(error instanceof ClusterError) || !LASTING.has(error.kind)) throw error;
    world.log.warn("a Secret keeps its labels", { secret: ref.name, namespace: ref.namespace, error: error.message });
  }
}
const LASTING = new Set<ClusterError["kind"]>(["forbidden", "invalid", "not-found"]);
