// What stands of a service on a cluster, as a blueprint: the target, with the data as it is there. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { extractor } from "../../domain/observed/extract.js";
import { observe } from "../../domain/observed/observe.js";
import { standing } from "../../domain/observed/standing.js";

const NOTHING_BESIDE = { specWrites: new Map(), foundLive: new Map(), lostInAws: new Map(), inCloud: undefined } as const;

/** Throws where `userTier` is none. */
export function standingBlueprint(
  service: WebService,
  serviceClass: WebServiceClass,
  children: readonly KubeObject[],
): Blueprint {
  const target = blueprint(service, serviceClass, { losses: 0 });
  // Drift is nothing that costs or serves: what our applies own is not looked at.
  const { byRole } = observe(children.map(extractor(() => "")), service, NOTHING_BESIDE);
  const stands = standing(byRole);
  return {
    ...target,
    ...(stands.database === undefined ? {} : { database: stands.database }),
    ...(stands.cache === undefined ? {} : { cache: stands.cache }),
    otherDatabases: stands.others,
  };
}
