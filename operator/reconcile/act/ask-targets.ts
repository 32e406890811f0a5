// Traffic is to move to another load balancer: asks the cluster whether that one reaches the web pods, now and then until it does.
//
// Guarantees: nothing is asked while no traffic is to move; all services share the allowance of questions. What may not be listed, or is
// not served, counts as "nobody tells", for which the gate has an answer.
import type { WebService } from "../../../domain/api/service.js";
import { ROLE } from "../../../domain/blueprint/roles.js";
import type { FrontKind, FrontTargets, TargetClues } from "../../../domain/observed/front-targets.js";
import { frontTargets } from "../../../domain/observed/front-targets.js";
import type { Children } from "../../../domain/observed/late-values.js";
import { ClusterError } from "../../ports/cluster.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";

/** As often as the controller itself looks at targets that are not healthy yet. */
const ASK_AGAIN_MS = 15_000;

type Asking = Pick<World, "mayAsk" | "clock" | "log" | "memory"> & {
  readonly troubles: Pick<World["troubles"], "targetGroupBindings" | "pods">;
};
type Sought = { readonly asks: readonly FrontKind[]; readonly children: Children };

/** Undefined: nobody wants to know, or nothing is known yet. */
export async function askTargets(
  world: Asking,
  service: WebService,
  { asks, children }: Sought,
): Promise<FrontTargets | undefined> {
  const memory = world.memory(serviceKey(service.metadata));
  const now = world.clock.now();
  if (asks.length === 0) {
    memory.sight = undefined;
    return undefined;
  }
  if (memory.sight !== undefined && now < memory.sight.nextAt) return memory.sight.targets;
  const clues = world.mayAsk() ? await cluesOf(world, service) : undefined;
  const found = clues && Object.fromEntries(asks.map((kind) => [kind, frontTargets(children, kind, clues)]));
  memory.sight = { targets: found ?? memory.sight?.targets, nextAt: now + ASK_AGAIN_MS * (1 + world.clock.random() / 4) };
  return memory.sight.targets;
}

/** Undefined: the API server does not answer now. */
async function cluesOf({ troubles, log }: Asking, { metadata }: WebService): Promise<TargetClues | undefined> {
  const { namespace, name } = metadata;
  try {
    const [bindings, pods] = await Promise.all([
      troubles.targetGroupBindings(namespace).catch(neverListed),
      troubles.pods(namespace, name, ROLE.web),
    ]);
    return { bindings, pods };
  } catch (error) {
    log.warn("target group bindings and pods could not be asked whether a load balancer reaches the pods", {
      error: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}

/** A kind that is not installed and a list that is not allowed stay so. */
function neverListed(error: unknown): undefined {
  if (
    error instanceof ClusterError &&
    (error.kind === "kind-missing" || error.kind === "not-found" || error.kind === "forbidden")
  )
    return undefined;
  throw error;
}
