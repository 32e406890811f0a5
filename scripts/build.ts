// Compiles the project; the exit code says whether it is free of errors.
import { compile } from "./compile.js";

const { ok, output } = await compile(process.cwd());
process.stdout.write(output);
process.exitCode = ok ? 0 : 1;
