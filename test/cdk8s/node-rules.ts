// Whether a pod may run on a node, as the scheduler tells by labels: of the rules that must hold alone, and only the operators that we use.
import { at } from "./rendering.js";

export type Labels = Readonly<Record<string, string>>;
type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };
type Term = { readonly matchExpressions: readonly Requirement[] };

const REQUIRED = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";

export function takes(node: Labels, template: unknown): boolean {
  const terms = (at(template, REQUIRED) ?? [{ matchExpressions: [] }]) as readonly Term[];
  return terms.some(({ matchExpressions }) => matchExpressions.every((one) => fulfils(node, one)));
}

/** A node without the label fulfils NotIn. */
function fulfils(node: Labels, { key, operator, values }: Requirement): boolean {
  const value = node[key];
  const isNamed = value !== undefined && values.includes(value);
  if (operator === "In") return isNamed;
  if (operator === "NotIn") return !isNamed;
  throw new Error(`unexpected operator ${operator}`);
}
