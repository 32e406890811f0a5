// What two services are compared by: all their objects but those that hold data.
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { isData, type SimulatedWorld } from "./world.js";

/** Everything but what a database of another tier has more or less of. */
export function picture(world: SimulatedWorld): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...world.objects]
      .filter(([, object]) => !isData(object) && !isLeftBehind(object, world))
      .map(([id, object]) => [id, comparable(object)]),
  );
}

/** The password of a cache that is gone: the operator may delete no Secret, and the next cache uses it again. */
function isLeftBehind({ kind, metadata }: KubeObject, world: SimulatedWorld): boolean {
  return kind === "Secret" && metadata.labels?.[LABEL.component] === ROLE.cache && world.names("ReplicationGroup").length === 0;
}

/** Of a binding, without the story of its last move. */
function comparable({ kind, spec, metadata, ...object }: KubeObject): unknown {
  const { labels } = metadata;
  return { spec, labels, data: { ...(object["data"] as object | undefined), move: undefined }, kind };
}
