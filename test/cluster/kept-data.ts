// Which objects an operator must not delete while services go from tier to tier.
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { LABEL } from "../../domain/api/keys.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { get, type Live } from "./harness/api.js";
import type { Judge } from "./harness/recording-proxy.js";
import { moving } from "./moving.js";
import { DATA_KINDS } from "./services.js";

/** Not even a snapshot: none is old enough for its retention to end. */
const NEVER: readonly string[] = [...DATA_KINDS, "DBSubnetGroup", "DBParameterGroup", "VolumeSnapshot"];

/**
 * Kinds that hold data, whatever says so itself, and the server in front of a volume for as long as the application's rows are asked of it: until
 * the binding names another database and the move to that one is over.
 */
export const judgeDeletion: Judge = async ({ kind, namespace, name }) => {
  if (name === "") return "a whole collection";
  if (NEVER.includes(kind)) return "of a kind that holds data";
  const ref = CHILD_KINDS.find((known) => known.kind === kind);
  const live = ref && (await get(ref, namespace, name));
  if (live === undefined) return undefined;
  return saysSo(live) ?? (kind === "StatefulSet" ? await asked(live) : undefined);
};

function saysSo({ kind, metadata }: Live): string | undefined {
  const { labels = {} } = metadata;
  if (labels[LABEL.data] === "true") return `labelled ${LABEL.data}`;
  return kind === "ConfigMap" && labels[LABEL.component] === ROLE.binding ? "the binding says where the data is" : undefined;
}

async function asked({ metadata: { namespace = "", labels } }: Live): Promise<string | undefined> {
  const { database, move } = await moving(namespace, labels?.[LABEL.service] ?? "").bound();
  const isLeft = database !== undefined && database !== "in-cluster" && move?.state === "kept";
  return isLeft ? undefined : `the application uses it: the binding names ${database}, the move is ${move?.state}`;
}
