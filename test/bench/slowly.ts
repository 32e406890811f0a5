// Status writes for a creation that takes its time, as AWS's do: whoever watches should be told what has changed, and not that time passes.
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import { openTransport } from "../../operator/adapters/transport.js";
import { apply } from "../cluster/harness/api.js";
import { mark, requestsSince } from "../cluster/harness/audit.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { start, stop } from "../cluster/harness/setup.js";
import { createServices } from "./create-services.js";
import { isStatusWrite } from "./creation.js";
import type { Row } from "./row.js";
import { measured } from "./measured-program.js";

const FOLDER = ".local/bench/slowly";
const NAMESPACE = "slowly";

export type Slowly = {
  readonly services: number;
  /** Of the local AWS's own delays, which are seconds where AWS takes minutes. */
  readonly pace: number;
  readonly say: (line: string) => void;
};

export async function slowly({ services, pace, say }: Slowly): Promise<readonly Row[]> {
  await start(FOLDER, [NAMESPACE], { delayScale: pace });
  try {
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    const transport = await openTransport({ kubeconfig: environment().adminKubeconfig, userAgent: "bench" });
    await startOperator(measured({ namespaces: [NAMESPACE] }));
    const names = Array.from({ length: services }, (_, index) => `slow-${index}`);
    const [from, started] = [await mark(), Date.now()];
    const readyAt = await createServices({ source: kubernetesWatching(transport), namespace: NAMESPACE, names, say });
    const writes = (await requestsSince(from)).filter(isStatusWrite);
    await transport.close();
    const seconds = Math.round((readyAt - started) / 1000);
    const what = `status writes for each of ${services} services whose creation takes ${seconds} s`;
    return [{ what, value: writes.length / services, unit: "", target: 3 }];
  } finally {
    await stopOperators();
    await stop();
  }
}
