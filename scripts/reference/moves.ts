// docs/reference/moves.md: what the status says at each step of a move, from the operator's own steps.
import { stringify } from "yaml";
import { settle } from "../../cdk8s/settle.js";
import type { WalkQuestion } from "../../cdk8s/walk.js";
import { walk } from "../../cdk8s/walk.js";
import type { Desire } from "../../cdk8s/desire.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import { moveReport } from "../../operator/reconcile/tell/move-report.js";
import { planEntry } from "../../cdk8s/plan-entry.js";

const NOW = Date.parse("2026-01-07T12:00:00Z");
const MEASURED = { seconds: 42, bytes: 3.1 * 2 ** 30, tables: 58, rows: 12_400_000 };
/** Of a replica, with what promoting it is reckoned at. */
const OF_REPLICA = { ...MEASURED, seconds: 330, lagSeconds: 2, verifySeconds: 28 };
const SETTINGS = {
  render: { migratorImage: "tenfold-migrator", poolerImage: "tenfold-pooler", postgresRepository: "postgres" },
  operatorVersion: "0.1.0",
};
const CLASS: WebServiceClass = {
  apiVersion: "tenfold.dev/v1alpha1",
  kind: "WebServiceClass",
  metadata: { name: "standard", uid: "", resourceVersion: "", generation: 1 },
  spec: {
    region: "us-east-1",
    accountID: "123456789012",
    clusterName: "main",
    vpcID: "vpc-0123456789abcdef0",
    publicSubnetIDs: ["subnet-00000000000000001", "subnet-00000000000000002", "subnet-00000000000000003"],
    privateSubnetIDs: ["subnet-00000000000000004", "subnet-00000000000000005", "subnet-00000000000000006"],
  },
};

export function movesReference(): string {
  return [
    "# A move, step by step",
    "What `status.move` and the change in `status.plan` say while data is moved, for a service whose data is 3.1 GiB, with `changes` left as they are by default. [How a move works](../explanation/how-a-move-works.md) says what happens in each step, and how to stop it.",
    ...section("10", "100", MEASURED),
    ...section("100k", "1M", OF_REPLICA),
  ].join("\n\n");
}

function service(userTier: Tier): WebService {
  const metadata = {
    name: "shop",
    namespace: "default",
    uid: "11111111-2222-4333-8444-555555555555",
    resourceVersion: "1",
    generation: 1,
  };
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata,
    spec: { userTier, image: "registry.example.com/shop:1.4.2" },
  };
}

function section(from: Tier, to: Tier, measured: WalkQuestion["measured"]): readonly string[] {
  const question = { serviceClass: CLASS, now: NOW, ...SETTINGS };
  const before = settle({ ...question, service: service(from) });
  const { steps } = walk({ ...question, service: service(to), standing: [...before.objects.values()], measured });
  return [`## From ${from} to ${to}`, ...distinct(steps.map(shown)).map((text) => `\`\`\`yaml fragment\n${text}\`\`\``)];
}

/** `undefined` where nothing is moved. */
function shown(step: Desire): string | undefined {
  const move = moveReport(step);
  if (move === undefined) return undefined;
  const decision = step.gated.decisions.find(({ change }) => change.detail.kind === "database-move");
  const changes = decision === undefined ? undefined : [planEntry(decision, step)];
  const phases = move.phases.map(({ name, state }) => `${name}: ${state}`).join(", ");
  return stringify({ plan: changes && { id: step.plan.id, changes }, move: { ...move, phases } }, { lineWidth: 0 });
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}
