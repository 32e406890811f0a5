// Everything that the pure steps are asked with, from what was found.
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { WebService, WebServiceClass } from "../../../domain/api/service.js";
import type { Question } from "../../../cdk8s/desire.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";
import type { Observed } from "../../../domain/observed/observe.js";

export type Grounds = { readonly observed: Observed; readonly serviceClass: WebServiceClass };

export function question(world: World, service: WebService, { observed, serviceClass }: Grounds): Question {
  const { drainSeconds, unseenTargetsSeconds, movePace, render, operatorVersion } = world.options;
  const { cannotGrow } = world.memory(serviceKey(service.metadata));
  return {
    ...{ service, serviceClass, children: observed.byRole, now: world.clock.now() },
    ...{
      drainSeconds,
      unseenTargetsSeconds,
      movePace,
      volumeCannotGrow: cannotGrow === service.metadata.generation,
      servesSnapshots: world.isServed(BUILT_IN.volumeSnapshot),
      servesScaledObjects: world.isServed(BUILT_IN.scaledObject),
      render,
      operatorVersion,
    },
  };
}
