// WebServiceClasses: which is the default, what each lacks for which tier, and whether what it names is there. Pure.
import { serviceAsStored } from "../../cdk8s/as-stored.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { type WebService, type WebServiceClass } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import { compareTiers, parseTier, TIERS } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { missingFromClass } from "../../domain/blueprint/class-needs.js";
import type { Known } from "../cluster/known.js";
import { sampleService } from "../tiers/sample.js";
import type { ClusterFacts } from "./cluster-facts.js";
import type { Finding } from "./finding.js";
import { unknown } from "./finding.js";
import { tiersInWords } from "./kind-needs.js";

const CLASSES = "Classes";

export function judgeClasses(facts: ClusterFacts): readonly Finding[] {
  const { classes } = facts;
  if (!classes.known) return [unknown(CLASSES, "which WebServiceClasses there are", classes.why)];
  return [
    defaultFinding(facts, classes.value),
    ...classes.value.flatMap((one) => [...lacks(one, facts), ...namedThings(one, facts)]),
  ];
}

function isDefault({ metadata }: WebServiceClass): boolean {
  return metadata.annotations?.[ANNOTATION.isDefaultClass] === "true";
}

function defaultFinding({ services }: ClusterFacts, classes: readonly WebServiceClass[]): Finding {
  const names = classes.filter(isDefault).map(({ metadata }) => metadata.name);
  if (names.length === 1) return { about: CLASSES, state: "ok", message: `the default one is ${names.join("")}` };
  const without = services.known ? services.value.filter(({ spec }) => spec.className === undefined).length : 0;
  const remedy = `Annotate exactly one: kubectl annotate webserviceclass NAME ${ANNOTATION.isDefaultClass}=true. Or name one in each spec.className.`;
  if (classes.length === 0)
    return {
      about: CLASSES,
      state: "failed",
      message: "there is no WebServiceClass",
      remedy: "Make one: no service can be built without. deploy/examples/class.yaml shows how.",
    };
  return {
    about: CLASSES,
    state: without > 0 ? "failed" : "warning",
    message: `${names.length === 0 ? "none is the default one" : `several are the default one: ${names.join(", ")}`}${without > 0 ? `, and ${without} services name none` : ""}`,
    remedy,
  };
}

/** Whether one of the cluster's services is of this class and one of these tiers. */
function isUsedAt(one: WebServiceClass, tiers: readonly Tier[], { services }: ClusterFacts): boolean {
  if (!services.known) return false;
  const uses = ({ spec, status }: WebService) => (spec.className ?? status?.className) === one.metadata.name;
  return services.value.some((service) => uses(service) && tiers.includes(parseTier(service.spec.userTier) ?? "1"));
}

function lacks(one: WebServiceClass, facts: ClusterFacts): readonly Finding[] {
  const found = new Map<string, { readonly tiers: Tier[]; readonly message: string }>();
  for (const tier of tiersOf(one)) {
    for (const { field, message } of missingFromClass(blueprint(serviceAsStored(sampleService(tier)), one))) {
      const entry = found.get(field) ?? { tiers: [], message };
      if (!entry.tiers.includes(tier)) entry.tiers.push(tier);
      found.set(field, entry);
    }
  }
  const { name } = one.metadata;
  if (found.size === 0) return [{ about: CLASSES, state: "ok", message: `${name} has what every tier needs that it allows` }];
  return [...found].map(([field, { tiers, message }]) => {
    const path = field.replace(/^class\.spec\./, "");
    const isUsed = isUsedAt(one, tiers, facts);
    return {
      about: CLASSES,
      state: isUsed ? "failed" : "warning",
      message: `${name}: ${path} ${message}, at ${tiersInWords([...tiers].sort(compareTiers))}${isUsed ? ", which services of it have" : ""}`,
      remedy: `Add it: kubectl explain wsc.spec.${path} says what it is.`,
    };
  });
}

function tiersOf({ spec }: WebServiceClass): readonly Tier[] {
  const highest = spec.limits?.maxTier;
  return highest === undefined ? TIERS : TIERS.filter((tier) => compareTiers(tier, highest) <= 0);
}

/** Where the class leaves it out, the cluster's default is used. */
function namedThings(
  one: WebServiceClass,
  { storageClasses, ingressClasses, snapshotClasses }: ClusterFacts,
): readonly Finding[] {
  const { name } = one.metadata;
  const { storageClassName, volumeSnapshotClassName, ingressClassName } = one.spec;
  return [
    storageClassName === undefined
      ? defaultStorage(name, storageClasses)
      : named({ name, field: "storageClassName", value: storageClassName, there: storageClasses }),
    ...(ingressClassName === undefined
      ? []
      : [named({ name, field: "ingressClassName", value: ingressClassName, there: ingressClasses })]),
    volumeSnapshotClassName === undefined
      ? noBackups(name)
      : named({ name, field: "volumeSnapshotClassName", value: volumeSnapshotClassName, there: snapshotClasses }),
  ];
}

type Named = {
  readonly name: string;
  readonly field: string;
  readonly value: string;
  readonly there: Known<readonly KubeObject[]>;
};

const KINDS: Readonly<Record<string, string>> = {
  storageClassName: "StorageClass",
  ingressClassName: "IngressClass",
  volumeSnapshotClassName: "VolumeSnapshotClass",
};

function named({ name, field, value, there }: Named): Finding {
  const kind = KINDS[field] ?? field;
  if (!there.known) return unknown(CLASSES, `${name}: whether the ${kind} ${value} is there`, there.why);
  if (there.value.some(({ metadata }) => metadata.name === value))
    return { about: CLASSES, state: "ok", message: `${name}: ${kind} ${value} is there` };
  return {
    about: CLASSES,
    // What an ingress class stands for is only used from 1k on, and may come with its controller.
    state: field === "ingressClassName" ? "warning" : "failed",
    message: `${name}: ${field} names the ${kind} ${value}, and there is none`,
    remedy: `Make it, or name another one: there ${there.value.length === 0 ? "is none" : `are ${there.value.map(({ metadata }) => metadata.name).join(", ")}`}.`,
  };
}

const DEFAULT_STORAGE = "storageclass.kubernetes.io/is-default-class";

function defaultStorage(name: string, there: Known<readonly KubeObject[]>): Finding {
  if (!there.known) return unknown(CLASSES, `${name}: which StorageClass is the default one`, there.why);
  const found = there.value.find(({ metadata }) => metadata.annotations?.[DEFAULT_STORAGE] === "true");
  if (found !== undefined)
    return { about: CLASSES, state: "ok", message: `${name}: StorageClass ${found.metadata.name}, the cluster's default` };
  return {
    about: CLASSES,
    state: "warning",
    message: `${name}: names no StorageClass, and none is the cluster's default: databases in the cluster, at the tiers 1 and 10, get no volume`,
    remedy: "Set storageClassName in the class, or make one the default.",
  };
}

function noBackups(name: string): Finding {
  return {
    about: CLASSES,
    state: "warning",
    message: `${name}: volumeSnapshotClassName is not set: databases in the cluster, at the tiers 1 and 10, are not backed up`,
    remedy: "Set it to a VolumeSnapshotClass of the cluster.",
  };
}
