// What a cluster serves against what services of each tier need. Pure.
import { ACK_KINDS, BUILT_IN } from "../../domain/api/kinds.js";
import { VERSION } from "../../domain/api/release.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import { compareTiers, parseTier } from "../../domain/api/tier.js";
import type { ClusterFacts } from "./cluster-facts.js";
import { LOAD_BALANCERS, METRICS } from "./cluster-facts.js";
import { fieldPaths, ownFieldPaths } from "./field-paths.js";
import type { Finding } from "./finding.js";
import { unknown } from "./finding.js";
import type { KindNeed } from "./kind-needs.js";
import { tiersInWords } from "./kind-needs.js";

/** The oldest minor version of Kubernetes on which the operator and its admission policies work. */
const OLDEST_MINOR = 30;
const SERVER = "API server";
const TENFOLD = "Tenfold";
const CONTROLLERS = "Controllers for AWS";
const ADDONS = "Add-ons of the cluster";

export function judgeVersion({ version, context, server }: ClusterFacts): Finding {
  if (!version.known) return unknown(SERVER, "its version", version.why);
  const [, major = "", minor = ""] = /^v?(\d+)\.(\d+)/.exec(version.value ?? "") ?? [];
  if (minor === "") return unknown(SERVER, "its version", "the answer names none");
  const where = `context ${context}, ${server}`;
  return Number(major) === 1 && Number(minor) < OLDEST_MINOR
    ? {
        about: SERVER,
        state: "failed",
        message: `Kubernetes ${version.value ?? ""} is too old (${where})`,
        remedy: `Upgrade it to 1.${OLDEST_MINOR} or later.`,
      }
    : { about: SERVER, state: "ok", message: `Kubernetes ${version.value ?? ""} (${where})` };
}

/** Whether the cluster's WebService is that of this release: by the fields that it has. */
export function judgeDefinitions({ apis, schema }: ClusterFacts): readonly Finding[] {
  const served = apis.get(WEB_SERVICE.apiVersion);
  if (served?.known !== true)
    return [unknown(TENFOLD, "its definitions", served?.known === false ? served.why : "nobody was asked")];
  if (served.value?.has(WEB_SERVICE.plural) !== true)
    return [
      {
        about: TENFOLD,
        state: "failed",
        message: `the cluster does not know ${WEB_SERVICE.plural} in version ${WEB_SERVICE.apiVersion}`,
        remedy: "Install Tenfold: its chart brings the definitions.",
      },
    ];
  return [definitionFinding(schema)];
}

function definitionFinding(schema: ClusterFacts["schema"]): Finding {
  if (!schema.known) return unknown(TENFOLD, "whether the definitions are those of this release", schema.why);
  const theirs = new Set(fieldPaths(schema.value));
  if (theirs.size === 0)
    return unknown(
      TENFOLD,
      "whether the definitions are those of this release",
      "the server's OpenAPI does not name their fields",
    );
  const ours = ownFieldPaths();
  const missing = ours.filter((path) => !theirs.has(path));
  const more = [...theirs].filter((path) => !ours.includes(path));
  if (missing.length === 0 && more.length === 0)
    return {
      about: TENFOLD,
      state: "ok",
      message: `the definitions have the fields of release ${VERSION}, which this program is of`,
    };
  const named = (paths: readonly string[]) =>
    `${paths.slice(0, 3).join(", ")}${paths.length > 3 ? ` and ${paths.length - 3} more` : ""}`;
  return {
    about: TENFOLD,
    state: "warning",
    message:
      missing.length > 0
        ? `the definitions are of another release than this program (${VERSION}): they lack spec.${named(missing)}`
        : `the definitions are of another release than this program (${VERSION}): it does not know spec.${named(more)}`,
    remedy:
      missing.length > 0
        ? "Upgrade the definitions before fields of this release are used, or take the program of the cluster's release."
        : "Take the program of the cluster's release.",
  };
}

/** Tiers that somebody's service has already: what those lack is no warning any more. */
export function tiersInUse({ services }: ClusterFacts): ReadonlySet<Tier> {
  if (!services.known) return new Set();
  return new Set(services.value.flatMap(({ spec }) => parseTier(spec.userTier) ?? []));
}

/** One line for each controller. */
export function judgeControllers(facts: ClusterFacts, needs: readonly KindNeed[]): readonly Finding[] {
  const groups = [...new Set(ACK_KINDS.map(({ ref }) => ref.apiVersion))].sort();
  return [...groups.map((apiVersion) => controllerFinding(facts, needs, apiVersion)), loadBalancerFinding(facts)];
}

function controllerFinding(facts: ClusterFacts, needs: readonly KindNeed[], apiVersion: string): Finding {
  const [service = ""] = apiVersion.split(".");
  const served = facts.apis.get(apiVersion);
  if (served?.known !== true)
    return unknown(CONTROLLERS, `the kinds of ACK's ${service}`, served?.known === false ? served.why : "nobody was asked");
  const own = needs.filter(({ kind }) => kind.apiVersion === apiVersion);
  const missing = own.filter(({ kind }) => served.value?.has(kind.plural) !== true);
  if (missing.length === 0)
    return { about: CONTROLLERS, state: "ok", message: `ACK ${service}: ${own.map(({ kind }) => kind.kind).join(", ")}` };
  const affected = [...new Set(missing.flatMap(({ tiers }) => tiers))].sort(compareTiers);
  const used = tiersInUse(facts);
  const isNeeded = affected.some((tier) => used.has(tier));
  const what =
    served.value === undefined
      ? "its definitions are not installed"
      : `it lacks ${missing.map(({ kind }) => kind.kind).join(", ")}`;
  const matters = affected.length === 0 ? "it matters only where a field asks for it" : `it matters at ${tiersInWords(affected)}`;
  return {
    about: CONTROLLERS,
    state: isNeeded ? "failed" : "warning",
    message: `ACK ${service}: ${what}; ${matters}${isNeeded ? ", which services of this cluster have" : ""}`,
    remedy: `Install ACK's controller for ${service}, or a newer one. Services of other tiers work without.`,
  };
}

/** EKS Auto Mode has load balancers without these definitions: then its ingress class is there. */
function loadBalancerFinding({ apis, services, ingressClasses }: ClusterFacts): Finding {
  const served = apis.get(LOAD_BALANCERS);
  const what = "AWS Load Balancer Controller";
  const isUsed = services.known && services.value.length > 0;
  if (served?.known !== true) return unknown(CONTROLLERS, what, served?.known === false ? served.why : "nobody was asked");
  if (served.value !== undefined) return { about: CONTROLLERS, state: "ok", message: `${what}: its definitions are there` };
  return {
    about: CONTROLLERS,
    state: isUsed && ingressClasses.known && ingressClasses.value.length === 0 ? "failed" : "warning",
    message: `${what}: its definitions are not installed; it matters at every tier: without it nothing is reached from outside`,
    remedy: "Install it, or use EKS Auto Mode with its own ingress class in the WebServiceClass.",
  };
}

export function judgeAddons(facts: ClusterFacts, needs: readonly KindNeed[]): readonly Finding[] {
  return [metricsFinding(facts, needs), kedaFinding(facts), snapshotFinding(facts)];
}

function metricsFinding({ apis }: ClusterFacts, needs: readonly KindNeed[]): Finding {
  const scaled = needs.find(({ kind }) => kind === BUILT_IN.horizontalPodAutoscaler)?.tiers ?? [];
  const matters = `autoscalers read it, at ${tiersInWords(scaled)}`;
  const remedy = "Install metrics-server, or look why it does not answer: pods are not added by load without it.";
  const served = apis.get(METRICS);
  if (served === undefined) return unknown(ADDONS, `metrics of pods (${METRICS})`, "nobody was asked");
  if (!served.known)
    return served.why.startsWith("you may not")
      ? unknown(ADDONS, `metrics of pods (${METRICS})`, served.why)
      : {
          about: ADDONS,
          state: "failed",
          message: `metrics of pods (${METRICS}) do not answer; ${matters}: ${served.why}`,
          remedy,
        };
  if (served.value !== undefined)
    return { about: ADDONS, state: "ok", message: `metrics of pods (${METRICS}) answer; ${matters}` };
  return { about: ADDONS, state: "warning", message: `metrics of pods (${METRICS}) are not served; ${matters}`, remedy };
}

/** Workers are asked for by a field, at any tier. */
function kedaFinding({ apis, services }: ClusterFacts): Finding {
  const { apiVersion, plural } = BUILT_IN.scaledObject;
  const served = apis.get(apiVersion);
  if (served?.known !== true) return unknown(ADDONS, "KEDA", served?.known === false ? served.why : "nobody was asked");
  if (served.value?.has(plural) === true)
    return {
      about: ADDONS,
      state: "ok",
      message: `KEDA (${apiVersion}) is installed: workers follow the backlog of their queue`,
    };
  const isUsed = services.known && services.value.some(({ spec }) => (spec.workers ?? []).length > 0);
  return {
    about: ADDONS,
    state: "warning",
    message: `KEDA (${apiVersion}) is not installed: workers are scaled by their CPU, and not by the messages that wait${isUsed ? "; services of this cluster have workers" : ""}`,
    remedy: "Install KEDA, see docs/how-to/scale-workers.md. Services without workers do not need it.",
  };
}

function snapshotFinding({ apis }: ClusterFacts): Finding {
  const { apiVersion } = BUILT_IN.volumeSnapshot;
  const served = apis.get(apiVersion);
  if (served?.known !== true)
    return unknown(ADDONS, "VolumeSnapshots", served?.known === false ? served.why : "nobody was asked");
  if (served.value?.has(BUILT_IN.volumeSnapshot.plural) === true)
    return { about: ADDONS, state: "ok", message: `VolumeSnapshots (${apiVersion}) are served` };
  return {
    about: ADDONS,
    state: "warning",
    message: `VolumeSnapshots (${apiVersion}) are not served: databases in the cluster, at the tiers 1 and 10, are not backed up`,
    remedy: "Install the snapshot controller and a CSI driver that takes snapshots.",
  };
}
