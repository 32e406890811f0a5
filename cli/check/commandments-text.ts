// The eleven commandments as a person reads them. Pure.
import type { Paint } from "../terminal/terminal.js";
import type { Commandment } from "./commandments.js";

export type CheckedService = {
  readonly name: string;
  readonly namespace: string;
  readonly tier: string;
  /** Nobody named a class: a sample stood in for it. */
  readonly isSampleClass: boolean;
  /** What could not be seen on the cluster. */
  readonly unseen: readonly string[];
  readonly commandments: readonly Commandment[];
};

export function commandmentsText(checked: CheckedService, paint: Paint): string {
  const { name, namespace, tier, isSampleClass, unseen } = checked;
  const met = checked.commandments.filter((one) => one.met).length;
  return [
    `${paint.bold(`${namespace}/${name}`)}  tier ${tier}: keeps ${met} of the ${checked.commandments.length} commandments`,
    ...checked.commandments.map((one) => commandmentText(one, paint)),
    ...(isSampleClass ? [paint.dim("For a sample class; --class FILE names your own.")] : []),
    ...unseen.map((why) => `${paint.yellow("not seen")}: ${why}`),
  ].join("\n\n");
}

function commandmentText(one: Commandment, paint: Paint): string {
  const { number, title, met, keeps, lacks, untold } = one;
  return [
    `${met ? paint.green("✔") : paint.yellow("○")} ${String(number).padStart(2)}  ${paint.bold(title)}${met ? "" : paint.yellow("  not yet")}`,
    ...keeps.map((text) => `       ${paint.green("+")} ${text}`),
    ...lacks.map((text) => `       ${paint.yellow("-")} ${text}`),
    ...(met ? [] : [`       ${howInWords(one)}`]),
    ...(untold === undefined ? [] : [paint.dim(`       not told by any of this: ${untold}`)]),
  ].join("\n");
}

function howInWords({ fromTier, orFields, lacks }: Commandment): string {
  const fields = orFields.join(" and ");
  if (fromTier !== undefined) return `kept from tier ${fromTier} on${fields === "" ? "" : `; at this tier by ${fields}`}`;
  if (fields !== "") return `no higher tier keeps it by itself; kept by ${fields}`;
  return lacks.length > 0 ? "see what is missing above: `tenfold status` says what is waited for" : "";
}
