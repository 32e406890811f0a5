// Puts readiness gates into pods at their creation, by a policy that the API server carries out. The real controller has a webhook for it, which
// looks up Services; a policy sees nothing but its parameters, so each binding carries the selector of its Service.
//
// As the real one: pods of a labelled namespace that a target group binding by IP reaches, and no pod that was there before. While the policy
// cannot be carried out, no pod of such a namespace is made.
import { createHash } from "node:crypto";
import type { KubeObject } from "../../../domain/api/objects.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import type { Surroundings } from "../controllers/session.js";
import { MUTATING_POLICY, MUTATING_POLICY_BINDING, TARGET_GROUP_BINDING } from "./kinds.js";

/** On a target group binding: the selector of its Service. */
export const SELECTOR_ANNOTATION = "local.tenfold.dev/selector";
const GATE = "target-health.elbv2.k8s.aws/";
const NAME = "local-aws-readiness-gates";

const SELECTOR = `params.metadata.?annotations[?'${SELECTOR_ANNOTATION}'].orValue('')`;
const CONDITION = `'${GATE}' + params.metadata.name`;

export function gateOf({ metadata }: KubeObject): string {
  return `${GATE}${metadata.name}`;
}

export function isGate(conditionType: string): boolean {
  return conditionType.startsWith(GATE);
}

/** `a=b,c=d`, which no label's name or value can contain more of. Empty: no pod. */
export function selectorText(selector: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(selector).map(([name, value]) => `${name}=${String(value)}`);
  return pairs.sort().join(",");
}

type Installing = Pick<Surroundings, "cluster" | "log" | "clock"> & { readonly retryMs: number };

/** Tried until it is done: while the kind of its parameters is not defined, nobody but an administrator may make it. Returns what ends the trying. */
export async function installGatePolicy(installing: Installing): Promise<() => void> {
  let cancel: () => void = () => undefined;
  let isOver = false;
  const attempt = async (): Promise<void> => {
    await install(installing).catch((error: unknown) => {
      installing.log.warn("the policy that puts readiness gates into pods is not there yet", { error: String(error) });
      if (!isOver) cancel = installing.clock.after(installing.retryMs, () => void attempt());
    });
  };
  await attempt();
  return () => {
    isOver = true;
    cancel();
  };
}

const HASH = "local.tenfold.dev/hash";
const HASH_LENGTH = 16;

/** Safe to repeat: what stands as it is to be is not written again. Servers before 1.36 do not have the kind: then pods have no gates. */
async function install({ cluster, log }: Installing): Promise<void> {
  for (const object of [policy(), policyBinding()]) {
    const kind = object.kind === MUTATING_POLICY.kind ? MUTATING_POLICY : MUTATING_POLICY_BINDING;
    const ref = refOf(kind, object);
    const hash = createHash("sha256").update(JSON.stringify(object["spec"])).digest("hex").slice(0, HASH_LENGTH);
    const standing = await cluster.read(ref);
    if (standing?.metadata.annotations?.[HASH] === hash) continue;
    const annotations = { [HASH]: hash };
    const made = { ...object, metadata: { ...object.metadata, annotations } };
    const answer = await cluster.create(ref, made, MANAGER);
    if (answer === "exists") await cluster.patch(ref, { metadata: { annotations }, spec: object["spec"] }, { manager: MANAGER });
    if (answer === "kind-missing") log.warn("this API server has no such kind: pods get no readiness gates", { kind: kind.kind });
  }
}

function policy(): KubeObject {
  return {
    apiVersion: MUTATING_POLICY.apiVersion,
    kind: MUTATING_POLICY.kind,
    metadata: { name: NAME },
    spec: {
      paramKind: { apiVersion: TARGET_GROUP_BINDING.apiVersion, kind: TARGET_GROUP_BINDING.kind },
      failurePolicy: "Fail",
      reinvocationPolicy: "Never",
      matchConstraints: {
        namespaceSelector: { matchLabels: { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" } },
        resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
      matchConditions: [
        { name: "by-ip", expression: `params.spec.?targetType.orValue('') == 'ip' && ${SELECTOR} != ''` },
        {
          name: "behind-it",
          expression: `${SELECTOR}.split(',').all(pair,
            object.metadata.?labels[?pair.split('=')[0]].orValue('') == pair.split('=')[1])`,
        },
        {
          name: "not-there-yet",
          expression: `!object.spec.?readinessGates.orValue([]).exists(gate, gate.conditionType == ${CONDITION})`,
        },
      ],
      mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: patchExpression() } }],
    },
  };
}

function patchExpression(): string {
  return `(has(object.spec.readinessGates) ? [] : [JSONPatch{op: "add", path: "/spec/readinessGates", value: []}]) +
    [JSONPatch{op: "add", path: "/spec/readinessGates/-", value: {"conditionType": ${CONDITION}}}]`;
}

function policyBinding(): KubeObject {
  return {
    apiVersion: MUTATING_POLICY_BINDING.apiVersion,
    kind: MUTATING_POLICY_BINDING.kind,
    metadata: { name: NAME },
    // No namespace: those of the pod's own.
    spec: { policyName: NAME, paramRef: { selector: {}, parameterNotFoundAction: "Allow" } },
  };
}
