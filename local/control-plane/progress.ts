// How long work is told to the person waiting: whole lines, so that it reads the same in a terminal and in a CI log.
export type Progress = (line: string) => void;

export const progressToStderr: Progress = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Runs `work` and says every ten seconds that it still goes on. */
export async function narrated<T>(progress: Progress, what: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  progress(`${what} …`);
  const ticker = setInterval(() => progress(`${what} … ${elapsed()}`), 10_000);
  try {
    const result = await work();
    progress(`${what}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
