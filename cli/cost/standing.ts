// A service of a cluster → what is there of it now, by the operator's own steps, and what it keeps beside. Pure.
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { orphansOf } from "../../cdk8s/desire.js";
import { lookAt } from "../../cdk8s/settle.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Usage } from "../../domain/cost/traffic.js";
import { keptFrom } from "./kept-data.js";
import type { Wanted } from "./wanted.js";
import { wanted } from "./wanted.js";

export type Live = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  readonly children: readonly KubeObject[];
  /** Milliseconds since the epoch. */
  readonly now: number;
};

export type Standing = Wanted & { readonly usage: Usage };

/** Of a service that stalls, what it asks for stands for what it has, and the problem says so. */
export function standing({ service, serviceClass, children, now }: Live): Standing {
  const { version: operatorVersion, ...render } = service.status?.operator ?? { version: VERSION, ...DEFAULT_IMAGES };
  const asked = { service, serviceClass, standing: children, now, render, operatorVersion };
  const answer = desireOffline(asked);
  const observed = lookAt(asked);
  const webReplicas = service.status?.replicas ?? 0;
  const running = webReplicas > 0 ? { webReplicas } : {};
  const foreign = observed.foreign.flatMap(({ records }) => records);
  if (!answer.ok) {
    const { blueprint } = wanted(service, serviceClass);
    const problems = [`${answer.problem.message} The lines above are what the spec asks for, not what is there.`];
    return { blueprint, problems, usage: { ...running, kept: keptFrom(children, foreign) } };
  }
  const { gated, standing: there } = answer.first;
  const { database = gated.next.database, cache = gated.next.cache } = there;
  const { kept } = orphansOf(observed.byId, answer.last);
  return {
    blueprint: { ...gated.next, database, cache },
    problems: answer.notes.map(({ message }) => message),
    usage: { ...running, kept: keptFrom(children, [...kept, ...foreign]) },
  };
}
