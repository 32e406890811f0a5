// What a plan is made from on a cluster: the service, its class, its children, and what else the operator would look at.
import { isDeepStrictEqual } from "node:util";
import type { Hosts } from "../../domain/admit/hosts.js";
import { classOf } from "../../domain/admit/admit.js";
import { GROUP } from "../../domain/api/keys.js";
import { VERSION } from "../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import { liveChildren } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import type { WrittenClass, WrittenFiles, WrittenService } from "../input/services.js";
import { classFor } from "../input/services.js";
import { claimsOf } from "./claims.js";
import { onto } from "./file-situation.js";
import type { Asked, Basis, Situation } from "./types.js";

export type OnCluster = {
  /** As it is to be. */
  readonly service: WrittenService | WebService;
  /** As it is. Undefined: it is not there. */
  readonly live: WebService | undefined;
  readonly isAsStored?: boolean;
};
type Given = Pick<WrittenFiles, "beside" | "named"> & { readonly now: number };

export async function clusterSituation(remote: Remote, asked: OnCluster, given: Given): Promise<Situation> {
  const { live, isAsStored } = asked;
  const service = live === undefined || isAsStored === true ? asked.service : onto(live, asked.service);
  const { name, namespace = remote.namespace } = service.metadata;
  const basis: Basis = { kind: "cluster", context: remote.context, server: remote.server };
  const found = await chosenClass(remote, service, given);
  if (typeof found === "string") {
    const problem = { reason: "ClassNotFound", stalls: true, message: found } as const;
    return { basis, notes: [], asked: { ok: false, service: name, namespace, problem } };
  }
  const [standing, serves, neighbours] = await Promise.all([
    liveChildren(remote, { name, namespace }),
    served(remote),
    neighboursOf(remote, service, live),
  ]);
  const operator = live?.status?.operator ?? neighbours.operator;
  return {
    basis,
    notes: [...found.notes, ...neighbours.notes, ...operatorNotes(operator), ...freshnessNotes(asked)],
    asked: {
      ...{ service, serviceClass: found.serviceClass, standing, operator, now: given.now, isAsStored },
      ...{ status: live?.status, surroundings: { serves, hosts: neighbours.hosts } },
    },
  };
}

type Chosen = { readonly serviceClass: WrittenClass; readonly notes: readonly string[] };

/** The one of --class; else as the operator chooses it. A text: why there is none. */
async function chosenClass(remote: Remote, service: WrittenService, { beside, named }: Given): Promise<Chosen | string> {
  if (named.length > 0) return { serviceClass: classFor(service, named).serviceClass, notes: [] };
  const wanted = service.spec.className;
  const all = (await remote.list(WEB_SERVICE_CLASS, {})) as readonly WebServiceClass[];
  const classes = { get: (name: string) => all.find(({ metadata }) => metadata.name === name), all: () => all };
  const found = classOf({ classes }, service as WebService);
  if (typeof found !== "string") return { serviceClass: found, notes: differenceNotes(found, beside) };
  const [own] =
    wanted === undefined ? (beside.length === 1 ? beside : []) : beside.filter(({ metadata }) => metadata.name === wanted);
  if (own === undefined) return found;
  return {
    serviceClass: own,
    notes: [`WebServiceClass ${own.metadata.name} is not on the cluster yet: planned with the one in the files`],
  };
}

function differenceNotes({ metadata: { name }, spec }: WebServiceClass, beside: readonly WrittenClass[]): readonly string[] {
  const own = beside.find(({ metadata }) => metadata.name === name);
  if (own === undefined || isDeepStrictEqual(own.spec, spec)) return [];
  return [
    `WebServiceClass ${name} is another in the files than on the cluster: planned with that of the cluster; --class FILE takes the other`,
  ];
}

/** Undefined: it could not be asked, so nothing is said of what is missing. */
async function served(remote: Remote): Promise<((apiVersion: string) => boolean) | undefined> {
  const answer = await remote.get("/apis");
  const groups = listAt(answer, "groups");
  if (groups.length === 0) return undefined;
  const versions = new Set(
    groups.flatMap((group) => listAt(group, "versions").map((version) => textAt(version, "groupVersion"))),
  );
  return (apiVersion) => !apiVersion.includes("/") || versions.has(apiVersion);
}

type Neighbours = {
  readonly hosts: Pick<Hosts, "of"> | undefined;
  readonly operator: Asked["operator"];
  readonly notes: readonly string[];
};

/** Other services tell who has which host, and what the operator of the cluster makes its children with. */
async function neighboursOf(remote: Remote, service: WrittenService, live: WebService | undefined): Promise<Neighbours> {
  const wantsHosts = Array.isArray(service.spec.hosts) && service.spec.hosts.length > 0;
  if (!wantsHosts && live?.status?.operator !== undefined) return { hosts: undefined, operator: undefined, notes: [] };
  const { namespace = remote.namespace } = service.metadata;
  const may = (where: string | undefined) =>
    remote.mayI({ verb: "list", group: GROUP, resource: WEB_SERVICE.plural, namespace: where });
  const everywhere = await may(undefined);
  const scope = everywhere ? {} : (await may(namespace)) ? { namespace } : undefined;
  const services = scope === undefined ? [] : ((await remote.list(WEB_SERVICE, scope)) as readonly WebService[]);
  const seen = scope === undefined ? "other services" : "services of other namespaces";
  const unseen = `you may not list webservices.${GROUP} in the whole cluster: whether ${seen} have one of the hosts is not known`;
  return {
    hosts: claimsOf(services, service),
    operator: services.map(({ status }) => status?.operator).find((operator) => operator !== undefined),
    notes: wantsHosts && !everywhere ? [unseen] : [],
  };
}

function operatorNotes(operator: Asked["operator"]): readonly string[] {
  if (operator === undefined)
    return [
      `no service of the cluster says which operator works there: planned with the images of Tenfold ${VERSION}, so the plan's id may be another`,
    ];
  if (operator.version === VERSION) return [];
  return [
    `the operator is Tenfold ${operator.version} and this program ${VERSION}: it may plan otherwise; use the program of the operator's version`,
  ];
}

function freshnessNotes({ live, isAsStored }: OnCluster): readonly string[] {
  if (live === undefined || isAsStored !== true) return [];
  const { generation } = live.metadata;
  if (live.status?.observedGeneration === generation) return [];
  return [`the operator has not looked at the present spec (generation ${generation}) yet`];
}
