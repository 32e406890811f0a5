// The control plane of the scale run: etcd and the API server with all definitions, and nobody who acts on what is stored.
import { start } from "../../cluster/harness/setup.js";

export const FOLDER = ".local/bench/scale";
const GIB = 1024 ** 3;

export function startAlone(): Promise<void> {
  return start(FOLDER, [], {
    withoutAws: true,
    components: ["etcd", "kube-apiserver"],
    flags: {
      etcd: [`--quota-backend-bytes=${8 * GIB}`],
      // What is counted is read from a place in this file: it must not be begun anew meanwhile.
      "kube-apiserver": ["--audit-log-maxsize=20000"],
    },
  });
}
