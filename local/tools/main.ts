// Builds the tools that are named, so that their building is seen before somebody waits for one: `main.js helm gitops`.
import "../../operator/adapters/needs-node.js";
import { progressToStderr } from "../control-plane/progress.js";
import { ensureTool, isTool } from "./build.js";

for (const name of process.argv.slice(2)) {
  if (!isTool(name)) throw new Error(`there is no tool ${name}`);
  await ensureTool(name, progressToStderr);
}
