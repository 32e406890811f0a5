// The expression language of the definitions' rules, with what Kubernetes adds to it and our rules use. Pure.
import { Environment } from "@marcbachmann/cel-js";
import { compareQuantities, parseQuantity, Quantity } from "./quantity.js";
import { re2 } from "./re2.js";
import { isTimeZone } from "./time-zone.js";

/** `undefined`: the rule cannot be told of this value; an API server refuses such a value as well. */
export type Verdict = boolean | undefined;
export type Rule = (self: unknown, oldSelf: unknown) => Verdict;

/** The library's own are of JavaScript: another regular expression, another list of time zones. */
const OWN = [
  [/\.matches\(/g, ".matchesAsServersDo("],
  [/\.getHours\(/g, ".hoursAsServersDo("],
] as const;

const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
  .registerVariable("self", "dyn")
  .registerVariable("oldSelf", "dyn")
  .registerType("Quantity", Quantity)
  .registerFunction("string.matchesAsServersDo(string): bool", (text: string, pattern: string) => re2(pattern).test(text))
  .registerFunction("google.protobuf.Timestamp.hoursAsServersDo(string): int", (_time: Date, zone: string) => {
    if (!isTimeZone(zone)) throw new Error(`unknown time zone ${zone}`);
    return 0n;
  })
  .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  )
  .registerFunction("isQuantity(string): bool", (text: string) => parseQuantity(text) !== undefined)
  .registerFunction("quantity(string): Quantity", (text: string) => {
    const quantity = parseQuantity(text);
    if (quantity === undefined) throw new Error(`${text} is no quantity`);
    return quantity;
  })
  .registerFunction("Quantity.compareTo(Quantity): int", compareQuantities);

const compiled = new Map<string, Rule>();

/** Throws where an expression uses what is not here: a test compiles all that we have. */
export function ruleOf(expression: string): Rule {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const program = environment.parse(OWN.reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), expression));
  const check = program.check();
  if (!check.valid) throw new Error(`${expression}: ${check.error?.message ?? ""}`);
  const rule: Rule = (self, oldSelf) => {
    try {
      return (program({ self, oldSelf }) as unknown) === true;
    } catch {
      return undefined;
    }
  };
  compiled.set(expression, rule);
  return rule;
}
