// Alerts → the spec of a PrometheusRule. Pure.
import type { Alert } from "./alerts.js";

/** Pages of this checkout, as somebody would open them who has the project's address. */
export const RUNBOOKS = "docs/runbooks";

export function ruleGroups(alerts: readonly Alert[]): unknown {
  const rules = alerts.map(({ name, severity, expression, for: duration, summary, description }) => ({
    alert: name,
    expr: expression,
    for: duration,
    labels: { severity },
    annotations: { summary, description, runbook: `${RUNBOOKS}/${name}.md` },
  }));
  return { groups: [{ name: "tenfold", rules }] };
}
