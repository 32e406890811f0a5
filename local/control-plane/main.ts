// Command line: build, up, down, status. Prints progress to stderr and, when up, how to reach the cluster to stdout.
import "../../operator/adapters/needs-node.js";
import { parseArgs } from "node:util";
import { ensureBinaries } from "./build.js";
import { findControlPlane, startControlPlane, stopControlPlane, type ControlPlane } from "./control-plane.js";
import { progressToStderr } from "./progress.js";

const USAGE = "usage: main.js build | up | down | status   [--dir FOLDER, default .local/control-plane] [--nodes COUNT]";

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { dir: { type: "string", default: ".local/control-plane" }, nodes: { type: "string", default: "3" } },
  });
  switch (positionals[0]) {
    case "build":
      await ensureBinaries(progressToStderr);
      return;
    case "up":
      print(
        await startControlPlane({ dir: values.dir, detached: true, nodes: Number(values.nodes), progress: progressToStderr }),
      );
      return;
    case "down":
      await stopControlPlane(values.dir);
      return;
    case "status":
      print(await findControlPlane(values.dir));
      return;
    default:
      throw new Error(USAGE);
  }
}

function print(controlPlane: ControlPlane | undefined): void {
  const lines =
    controlPlane === undefined
      ? ["nothing runs here"]
      : [`export KUBECONFIG=${controlPlane.adminKubeconfig}`, `alias kubectl=${controlPlane.kubectl}`];
  process.stdout.write(`${lines.join("\n")}\n`);
}

main().catch((error: unknown) => {
  progressToStderr(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
