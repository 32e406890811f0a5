// What a PromQL expression asks for: its metrics, and the labels that it selects or groups by.
import { parser } from "@prometheus-io/lezer-promql";

export type Asked = { readonly metrics: readonly string[]; readonly labels: readonly string[] };

/** Throws where the expression is not PromQL. */
export function askedBy(expression: string): Asked {
  // Grafana's own variables stand where PromQL has a duration.
  const text = expression.replaceAll("$__rate_interval", "5m").replaceAll(/\$[a-z]+/g, "x");
  const found = { metrics: new Set<string>(), labels: new Set<string>() };
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      const word = text.slice(from, to);
      if (type.isError) throw new Error(`not PromQL at ${String(from)}: ${expression}`);
      if (type.name === "Identifier") found.metrics.add(word);
      if (type.name === "LabelName") found.labels.add(word);
    },
  });
  return { metrics: [...found.metrics], labels: [...found.labels] };
}
