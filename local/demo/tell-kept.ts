// Says what had to be started again since somebody last looked.
import { takeLog } from "./program-log.js";
import { say, sayIndented } from "./terminal.js";

export async function tellKept(): Promise<void> {
  const text = await takeLog("keeper");
  if (text === "") return;
  say("Since the last time:");
  sayIndented(text);
}
