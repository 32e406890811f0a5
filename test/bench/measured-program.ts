// What is measured: the operator as it is in its image, which loads in one piece and keeps less of its own text than the compiled sources.
import type { OperatorOptions } from "../cluster/harness/operator-process.js";

/** Made by `make bundle`. */
const BUNDLE = ".build/image/operator/main.mjs";

/** As it runs by default: tests log every write. */
export function measured(options: OperatorOptions): OperatorOptions {
  return { ...options, program: BUNDLE, flags: ["--log-level", "info", ...(options.flags ?? [])] };
}
