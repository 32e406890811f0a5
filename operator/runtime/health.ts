// Named checks behind /healthz and /readyz.
export type Check = {
  readonly name: string;
  /** Undefined: fine; else what is wrong. */ readonly problem: () => string | undefined;
};
export type HealthReport = { readonly ok: boolean; readonly text: string };

/** The text lists every check, as the API server's own endpoints do. */
export function examine(checks: readonly Check[]): HealthReport {
  const results = checks.map(({ name, problem }) => ({ name, problem: problem() }));
  const ok = results.every((result) => result.problem === undefined);
  const lines = results.map(({ name, problem }) => (problem === undefined ? `[+] ${name} ok` : `[-] ${name} failed: ${problem}`));
  return { ok, text: [...lines, ok ? "ok" : "failed"].join("\n") + "\n" };
}
