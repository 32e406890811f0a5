// Named checks behind /healthz and /readyz.
export type Check = {
  readonly name: string;
  /** Undefined: fine; else what is wrong. */ readonly problem: () => string | undefined;
  /** What is worth knowing although it is fine. */ readonly note?: () => string | undefined;
};
export type HealthReport = { readonly ok: boolean; readonly text: string };

/** The text lists every check, as the API server's own endpoints do. */
export function examine(checks: readonly Check[]): HealthReport {
  const results = checks.map(({ name, problem, note }) => ({ name, problem: problem(), note: note?.() }));
  const ok = results.every((result) => result.problem === undefined);
  const lines = results.map(({ name, problem, note }) => {
    if (problem !== undefined) return `[-] ${name} failed: ${problem}`;
    return `[+] ${name} ok${note === undefined ? "" : `: ${note}`}`;
  });
  return { ok, text: [...lines, ok ? "ok" : "failed"].join("\n") + "\n" };
}
