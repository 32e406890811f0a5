// Keeps the model in a file, so that what no object shows any more (retained databases, snapshots) outlives the process.
import { readFile, rename, writeFile } from "node:fs/promises";
import type { World, WorldState } from "./model/world.js";

const QUIET_MS = 500;

export type StateFile = { readonly flush: () => Promise<void> };

export async function keepState(world: World, path: string): Promise<StateFile> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined) world.load(JSON.parse(text) as WorldState);
  let cancel: (() => void) | undefined;
  let writing = Promise.resolve();
  const write = (): Promise<void> => {
    cancel = undefined;
    writing = writing.then(() => replace(path, JSON.stringify(world.dump())));
    return writing;
  };
  world.subscribe(() => {
    cancel ??= world.clock.after(QUIET_MS, () => void write());
  });
  return {
    flush: async () => {
      cancel?.();
      await write();
    },
  };
}

/** Whole or not at all. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.draft`, text);
  await rename(`${path}.draft`, path);
}
