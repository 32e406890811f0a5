// What a running operator exports, and that alerts and boards ask for nothing else.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { POOLER_METRICS } from "../../pooler/metrics.js";
import { ALERTS } from "../../scripts/observability/alerts.js";
import { BOARDS } from "../../scripts/observability/boards.js";
import { WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { apply, eventually, freshNamespace, get, ready, remove } from "./harness/api.js";
import { SNAPSHOT_CLASS } from "./harness/setup.js";
import { startOperator, stopOperators, type OperatorProcess } from "./harness/operator-process.js";
import { askedBy } from "./promql.js";
import { webService } from "./services.js";

const PATIENCE_MS = 180_000;
const className = "metrics-backed-up";

/** Label names by metric, as in the exposition text. */
type Exported = ReadonlyMap<string, ReadonlySet<string>>;

let namespace: string;
let operator: OperatorProcess;
let exported: Exported;
let text: string;

beforeAll(async () => {
  namespace = await freshNamespace("metrics");
  operator = await startOperator({ namespaces: [namespace] });
  const standard = await get(WEB_SERVICE_CLASS, undefined, "default");
  const spec = { ...(standard?.spec as object), volumeSnapshotClassName: SNAPSHOT_CLASS };
  const { apiVersion, kind } = WEB_SERVICE_CLASS;
  await apply({ apiVersion, kind, metadata: { name: className }, spec });
  await apply(webService(namespace, "shop", { className, userTier: 1, budget: { monthlyUSD: 1, action: "Warn" } }));
  await ready(namespace, "shop");
  // A change that restarts waits for an approval.
  await apply(webService(namespace, "shop", { className, userTier: 10, budget: { monthlyUSD: 1, action: "Warn" } }));
  text = await eventually("a plan is shown", async () => {
    const answer = await operator.read("/metrics");
    return answer?.text.includes('trouble="PlanWaits",reason=') === true && answer.text;
  });
  // Of the poolers, which run no process here; whoever scrapes them adds the namespace.
  const poolers = Object.values(POOLER_METRICS).map(({ name, labels }) => [name, new Set([...labels, "namespace"])] as const);
  exported = new Map([...parse(text), ...poolers]);
}, PATIENCE_MS);

afterAll(stopOperators);

const EXPRESSIONS: readonly (readonly [string, string])[] = [
  ...ALERTS.map(({ name, expression }) => [name, expression] as const),
  ...BOARDS.flatMap(({ id, panels }) =>
    panels.flatMap(({ title, queries }) => Object.keys(queries).map((query) => [`${id}: ${title}`, query] as const)),
  ),
];

describe("the expression of", () => {
  it.each(EXPRESSIONS)("%s asks only for what is exported", (_name, expression) => {
    const { metrics, labels } = askedBy(expression);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((metric) => !exported.has(metric))).toEqual([]);
    const known = new Set(metrics.flatMap((metric) => [...(exported.get(metric) ?? [])]));
    expect(labels.filter((label) => !known.has(label))).toEqual([]);
  });

  it("something else would be noticed", () => {
    expect(askedBy('sum by (pod) (rate(tenfold_nothing{tier="1"}[5m]))')).toEqual({
      metrics: ["tenfold_nothing"],
      labels: ["pod", "tier"],
    });
    expect(() => askedBy("sum by (")).toThrow("not PromQL");
    expect(exported.has("tenfold_nothing")).toBe(false);
  });
});

describe("the alerts", () => {
  it("are fifteen, each with a page that says what to do", () => {
    expect(ALERTS).toHaveLength(15);
    expect(ALERTS.filter(({ name }) => !existsSync(`docs/runbooks/${name}.md`))).toEqual([]);
  });
});

describe("the metrics of a service", () => {
  it("name it while its plan waits and while it is above its budget, and sum up its cost and its changes", () => {
    const own = `namespace="${namespace}",name="shop"`;
    expect(text).toMatch(
      new RegExp(`tenfold_service_in_trouble_since_seconds\\{${own},trouble="PlanWaits",reason="[A-Za-z]+"\\} [1-9]`),
    );
    expect(text).toMatch(new RegExp(`tenfold_service_over_budget_usd\\{${own}\\} [1-9]`));
    expect(text).toMatch(/tenfold_monthly_cost_usd\{tier="10"\} [1-9]/);
    expect(text).toMatch(/tenfold_plan_changes\{disruption="[A-Za-z]+",state="Waiting"\} [1-9]/);
  });

  it(
    "go when it goes",
    async () => {
      await remove(webService(namespace, "shop", {}));
      await eventually(
        "nothing of it is left",
        async () => (await operator.read("/metrics"))?.text.includes('name="shop"') === false,
      );
    },
    PATIENCE_MS,
  );
});

function parse(exposition: string): Exported {
  const found = new Map<string, Set<string>>();
  for (const line of exposition.split("\n")) {
    const [, name = "", labels = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === "") continue;
    const names = found.get(name) ?? new Set<string>();
    for (const [, label = ""] of labels.matchAll(/([a-zA-Z_]\w*)="/g)) names.add(label);
    found.set(name, names);
  }
  return found;
}
