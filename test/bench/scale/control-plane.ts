// The control plane of the scale run: etcd and the API server with all definitions, and nobody who acts on what is stored.
import { start } from "../../cluster/harness/setup.js";

const GIB = 1024 ** 3;

export function startAlone(folder: string): Promise<void> {
  return start(folder, [], {
    withoutAws: true,
    components: ["etcd", "kube-apiserver"],
    flags: {
      etcd: [`--quota-backend-bytes=${8 * GIB}`],
      // What is counted is read from a place in this file: it must not be begun anew meanwhile.
      "kube-apiserver": ["--audit-log-maxsize=20000"],
    },
  });
}
