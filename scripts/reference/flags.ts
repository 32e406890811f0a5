// docs/reference/flags.md: from the definitions with which the operator reads its command line.
import { command, EXIT_FAILED, EXIT_LEADERSHIP_LOST, EXIT_USAGE } from "../../operator/config.js";
import { code, markdownTable } from "./markdown-table.js";

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, "stopped by a signal"],
  [EXIT_FAILED, "failed; the reason is in the log"],
  [EXIT_USAGE, "a flag or a variable is wrong; the reason is on standard error"],
  [EXIT_LEADERSHIP_LOST, "leadership was lost; it is to be started again and stands by then"],
];

export function flagsReference(): string {
  const operator = command();
  const rows = operator.options.map(
    ({ flags, envVar, description, defaultValue, defaultValueDescription, argChoices, negate }) => [
      code(flags),
      code(envVar ?? ""),
      negate || defaultValue === undefined ? "" : code(defaultValueDescription ?? String(defaultValue)),
      `${description}${argChoices === undefined ? "" : `: ${argChoices.join(", ")}`}`,
    ],
  );
  return [
    "# Flags of the operator",
    "A flag goes before its environment variable. A flag that takes no value, such as `--no-leader-election`, is given when its variable is set to anything but `false`, `no`, `0` or nothing.",
    markdownTable(["flag", "environment variable", "default", ""], rows),
    "## Exit codes",
    markdownTable(
      ["code", "means"],
      EXIT_CODES.map(([exit, text]) => [String(exit), text]),
    ),
    "## Paths that it serves",
    markdownTable(
      ["path", "answers 200"],
      [
        ["`/healthz`", "unless a watch has not even been tried for 200 seconds"],
        ["`/readyz`", "when every watch has its picture and none is forbidden; else it says which, and what is missing"],
        ["`/metrics`", "always, with the [metrics](metrics.md)"],
      ],
    ),
  ].join("\n\n");
}
