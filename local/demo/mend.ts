// One look after everything that the demo runs: what has ended is said and started again.
import type { ProgramName } from "./program.js";

export type Mending = {
  /** Starts components of the control plane again; returns which had ended. */
  readonly resumeComponents: () => Promise<readonly string[]>;
  readonly endedPrograms: () => Promise<readonly ProgramName[]>;
  /** Brings all programs to run; those that do already are left alone. */
  readonly startPrograms: () => Promise<unknown>;
  readonly lastWords: (name: ProgramName) => Promise<string>;
  readonly tell: (line: string) => void;
};

const WORDS_LENGTH = 300;

/** The control plane first: without it the programs would end again. */
export async function mend({ resumeComponents, endedPrograms, startPrograms, lastWords, tell }: Mending): Promise<void> {
  for (const component of await resumeComponents()) tell(`${component} had ended, started again`);
  const ended = await endedPrograms();
  if (ended.length === 0) return;
  for (const name of ended) tell(`${name} has ended; its last words: ${(await lastWords(name)).slice(0, WORDS_LENGTH)}`);
  await startPrograms();
  for (const name of ended) tell(`${name} had ended, started again`);
}
