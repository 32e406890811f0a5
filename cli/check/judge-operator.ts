// Whether an operator runs, of which version, and whether it looks at services; and what the user may do. Pure.
import { VERSION } from "../../domain/api/release.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { numberAt } from "../../domain/observed/reading.js";
import { age, plural } from "../terminal/words.js";
import type { ClusterFacts } from "./cluster-facts.js";
import type { Finding } from "./finding.js";
import { unknown } from "./finding.js";
import { flagOf, imageOf } from "./operator-facts.js";
import type { Right } from "./rights.js";

const OPERATOR = "Operator";
const RIGHTS = "Your rights";

export function judgeOperator(facts: ClusterFacts, now: number): readonly Finding[] {
  return [leaseFinding(facts, now), ...deploymentFindings(facts), ...serviceFindings(facts.services, now)];
}

/** Clocks differ; so much more than the lease lasts is let pass. */
const TOLERANCE_SECONDS = 30;

function leaseFinding({ lease, deployments }: ClusterFacts, now: number): Finding {
  if (!lease.known) return unknown(OPERATOR, "whether one leads", lease.why);
  const { namespace, name, holder, renewedAt, seconds = 15 } = lease.value;
  const where = `Lease ${namespace}/${name}`;
  const remedy = "Look at the operator's pods and their log. Without it nothing changes, and what runs keeps running.";
  if (holder === undefined || holder === "" || renewedAt === undefined) {
    const runs = deployments.known && deployments.value.length > 0;
    return {
      about: OPERATOR,
      state: deployments.known ? "failed" : "unknown",
      message: runs
        ? `none leads: ${where} has no holder`
        : `none runs as far as can be seen: there is no ${where} with a holder`,
      remedy: runs ? remedy : "Install the operator; where it lives elsewhere, say so with --operator-namespace.",
    };
  }
  const since = now - Date.parse(renewedAt);
  if (since > (seconds + TOLERANCE_SECONDS) * 1000)
    return {
      about: OPERATOR,
      state: "failed",
      message: `none leads: ${holder} has not renewed ${where} for ${age(since)}`,
      remedy,
    };
  return { about: OPERATOR, state: "ok", message: `${holder} leads (${where}, renewed ${age(since)} ago)` };
}

function deploymentFindings({ deployments }: ClusterFacts): readonly Finding[] {
  if (!deployments.known) return [unknown(OPERATOR, "its Deployment", deployments.why)];
  if (deployments.value.length === 0)
    return [
      {
        about: OPERATOR,
        state: "warning",
        message: "no Deployment has its labels: it runs outside of the cluster, or not at all",
        remedy: "Install it with its chart, unless it is run by hand.",
      },
    ];
  return deployments.value.flatMap(deploymentFinding);
}

function deploymentFinding(deployment: KubeObject): readonly Finding[] {
  const { namespace = "", name } = deployment.metadata;
  const available = numberAt(deployment, "status", "availableReplicas") ?? 0;
  const wanted = numberAt(deployment, "spec", "replicas") ?? 1;
  const image = imageOf(deployment) ?? "(no image)";
  const watched = flagOf(deployment, "namespaces");
  const what = `Deployment ${namespace}/${name}: ${available} of ${plural(wanted, "pod")} available, ${image}`;
  const isAlike = image.includes("@") || image.split(":").at(-1) === VERSION;
  return [
    {
      about: OPERATOR,
      state: available === 0 ? "failed" : available < wanted || !isAlike ? "warning" : "ok",
      message: `${what}${isAlike ? "" : `; this program is ${VERSION}, and plans of another version may differ`}`,
      ...(available === 0 ? { remedy: `See why: kubectl -n ${namespace} describe deployment ${name}` } : {}),
    },
    ...(watched === undefined ? [] : [{ about: OPERATOR, state: "ok" as const, message: `it watches only: ${watched}` }]),
  ];
}

/** An edit is looked at within seconds. */
const PATIENCE_MS = 120_000;

/** The services themselves say which operator has looked at them last. */
function serviceFindings(services: ClusterFacts["services"], now: number): readonly Finding[] {
  if (!services.known) return [unknown(OPERATOR, "whether it looks at services", services.why)];
  if (services.value.length === 0) return [{ about: OPERATOR, state: "ok", message: "there is no WebService yet" }];
  const versions = [...new Set(services.value.flatMap(({ status }) => status?.operator?.version ?? []))].sort();
  const left = services.value.filter((service) => isLeft(service, now));
  return [
    ...(versions.length === 0 ? [] : [versionFinding(versions)]),
    left.length === 0
      ? {
          about: OPERATOR,
          state: "ok",
          message: `it has looked at ${services.value.length === 1 ? "the one service" : `all ${services.value.length} services`} since their last edit`,
        }
      : {
          about: OPERATOR,
          state: "failed",
          message: `it has not looked at the last edit of ${left
            .slice(0, 3)
            .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
            .join(", ")}${left.length > 3 ? ` and ${left.length - 3} more` : ""}`,
          remedy: "Look whether it runs, and whether it watches those namespaces.",
        },
  ];
}

function isLeft({ metadata, status }: WebService, now: number): boolean {
  const isNew = now - Date.parse(metadata.creationTimestamp ?? "") < PATIENCE_MS;
  return !isNew && (status?.observedGeneration ?? 0) < metadata.generation;
}

function versionFinding(versions: readonly string[]): Finding {
  const isAlike = versions.length === 1 && versions[0] === VERSION;
  return {
    about: OPERATOR,
    state: isAlike ? "ok" : "warning",
    message: isAlike
      ? `services were last looked at by version ${VERSION}, that of this program`
      : `services were last looked at by version ${versions.join(" and ")}; this program is ${VERSION}, and plans may differ`,
    ...(isAlike ? {} : { remedy: "Take the program of the operator's release." }),
  };
}

export function judgeRights({ rights, namespace }: ClusterFacts): readonly Finding[] {
  if (!rights.known) {
    const isStranger = rights.why.includes("does not know you") || /unauthorized/i.test(rights.why);
    return isStranger
      ? [{ about: RIGHTS, state: "failed", message: `your credentials are not accepted: ${rights.why}`, remedy: "Log in again." }]
      : [unknown(RIGHTS, "what you may do", rights.why)];
  }
  const refused = rights.value.filter(({ allowed }) => !allowed);
  if (refused.length === 0)
    return [{ about: RIGHTS, state: "ok", message: `you may do all that this program does, in namespace ${namespace}` }];
  const commands = [...new Set(rights.value.flatMap((right) => right.commands))];
  const open = commands.filter((command) => !refused.some((right) => !right.optional && right.commands.includes(command)));
  return [
    ...(open.length === 0
      ? []
      : [{ about: RIGHTS, state: "ok" as const, message: `enough in namespace ${namespace} for: ${open.join(", ")}` }]),
    ...byCommands(refused).map(([names, missing]): Finding => ({
      about: RIGHTS,
      state: "warning",
      message: `${names} in namespace ${namespace}: you may not ${listed(missing)}`,
      remedy: "Ask whoever runs the cluster for the role tenfold-cli.",
    })),
  ];
}

function byCommands(refused: readonly Right[]): readonly (readonly [string, readonly Right[]])[] {
  const groups = new Map<string, Right[]>();
  for (const right of refused) {
    const key = `${right.optional ? "less is shown by " : ""}${right.commands.join(", ")}`;
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups];
}

function listed(rights: readonly Right[]): string {
  const names = rights.map(({ verb, resource }) => `${verb} ${resource}`);
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more kinds`;
}
