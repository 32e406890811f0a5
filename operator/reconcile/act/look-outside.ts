// Looks at a database that was never Tenfold's and that the spec names, and says what is in the way of adopting it. It only reads; what it has not
// seen to fit is never written.
import { adoptionObstacles } from "../../../domain/admit/adoption-obstacles.js";
import { classOf } from "../../../domain/admit/admit.js";
import type { WebService, WebServiceClass } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { validateService } from "../../../domain/api/validate.js";
import type { AdoptionAnswer, AdoptionWish } from "../../../domain/observed/adoption.js";
import type { Observed } from "../../../domain/observed/observe.js";
import { observe } from "../../../domain/observed/observe.js";
import type { World } from "../world.js";

/** An answer counts for so long, in milliseconds, unless the spec changes. */
const FRESH_MS = 15_000;

export async function lookOutside(world: World, service: WebService, observed: Observed): Promise<Observed> {
  const key = serviceKey(service.metadata);
  const memory = world.memory(key);
  const { adoption } = observed;
  if (adoption?.kind !== "sought") {
    memory.outside = undefined;
    return observed;
  }
  // Said in other words first.
  if (!validateService(service.spec).ok) return observed;
  const serviceClass = classOf(world, service);
  if (typeof serviceClass === "string") return observed;
  const now = world.clock.now();
  if (adoption.answer === undefined || now - memory.askedOutsideAt >= FRESH_MS) {
    memory.outside = await ask(world, { service, serviceClass, wish: adoption.wish });
    memory.askedOutsideAt = now;
    world.log.info("looked at a database that is to be adopted", { ...adoption.wish, answer: memory.outside.kind });
  }
  return observe(world.children.of(key), service, memory);
}

type Task = { readonly service: WebService; readonly serviceClass: WebServiceClass; readonly wish: AdoptionWish };

async function ask({ databases }: World, { service, serviceClass, wish }: Task): Promise<AdoptionAnswer> {
  const asked = service.metadata.generation;
  const { region } = serviceClass.spec;
  if (region === undefined)
    return { kind: "unasked", asked, why: `WebServiceClass ${serviceClass.metadata.name} names no region` };
  try {
    const database = await databases.inspect(region, wish);
    if (database === undefined) return { kind: "absent", asked, region };
    const obstacles = adoptionObstacles({ service, serviceClass, database });
    return obstacles.length === 0 ? { kind: "fit", asked, database } : { kind: "unfit", asked, obstacles };
  } catch (error) {
    return { kind: "unasked", asked, why: error instanceof Error ? error.message : String(error) };
  }
}
