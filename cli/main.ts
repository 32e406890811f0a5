// The program `tenfold`, which kubectl finds as `kubectl-tenfold`: the process around cli/program.ts.
import "../operator/adapters/needs-node.js";
import { run } from "./program.js";

// Whoever reads us through a pipe may stop reading: `tenfold … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run({ stdin, stdout, stderr, environment: env, now: Date.now }, process.argv.slice(2));
