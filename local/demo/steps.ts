// Tells where the demo is: each step numbered, with the seconds that it took.
import { say } from "./terminal.js";

export type Steps = <T>(title: string, work: () => Promise<Done<T>>) => Promise<T>;
/** `note`: what the step found or did, in a few words. */
export type Done<T> = { readonly value: T; readonly note: string };

export function countedSteps(count: number): Steps {
  let number = 0;
  return async (title, work) => {
    number += 1;
    const label = `[${number}/${count}] ${title}`;
    say(`${label} ...`);
    const started = Date.now();
    const { value, note } = await work();
    say(`${label}: ${note}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return value;
  };
}
