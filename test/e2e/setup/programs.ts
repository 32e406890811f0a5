// The programs that the suite needs beside docker, from pinned Go modules.
import { ensureBinaries } from "../../../local/control-plane/build.js";
import type { Progress } from "../../../local/control-plane/progress.js";
import { ensureTool } from "../../../local/tools/build.js";

export type Programs = {
  readonly kind: string;
  readonly metricsServer: string;
  readonly kubectl: string;
  readonly helm: string;
};

export async function ensurePrograms(progress: Progress): Promise<Programs> {
  const { kubectl } = await ensureBinaries(progress);
  return {
    kubectl,
    kind: await ensureTool("kind", progress),
    metricsServer: await ensureTool("metrics-server", progress),
    helm: await ensureTool("helm", progress),
  };
}
