// What two services are compared by: all their objects but those that hold data.
import type { KubeObject } from "../../domain/api/objects.js";
import { isData, type SimulatedWorld } from "./world.js";

/** Everything but what a database of another tier has more or less of. */
export function picture(world: SimulatedWorld): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...world.objects].filter(([, object]) => !isData(object)).map(([id, object]) => [id, comparable(object)]),
  );
}

/** Of a binding, without the story of its last move. */
function comparable({ kind, spec, metadata, ...object }: KubeObject): unknown {
  const { labels } = metadata;
  return { spec, labels, data: { ...(object["data"] as object | undefined), move: undefined }, kind };
}
