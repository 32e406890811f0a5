// `make e2e-kind`: a kind cluster, our images on it, Tenfold installed by its chart, the e2e suite; then the cluster goes again.
// Exit codes: 0 passed, 1 failed, 2 something is missing on this machine.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { narrated, progressToStderr as progress } from "../../../local/control-plane/progress.js";
import { runProgram } from "../../../scripts/run-program.js";
import { createCluster, deleteCluster } from "./cluster.js";
import { buildImages, loadImages } from "./images.js";
import { EngineRefuses, lookAtEngine } from "./engine.js";
import { install, restartSystem } from "./install.js";
import { ensurePrograms, type Programs } from "./programs.js";
import { report } from "./report.js";
import { run } from "./run.js";
import { settingsOf, SETTINGS_HELP, SETUP_FILE, WORK_FOLDER, type Settings } from "./settings.js";

const EXIT_MISSING = 2;
const JEST = ["--disable-warning=ExperimentalWarning", "--experimental-vm-modules", "node_modules/jest/bin/jest.js"];

async function main(): Promise<number> {
  if (process.argv.includes("--help")) {
    process.stdout.write(`Runs the e2e suite on a kind cluster. Settings, from the environment:\n\n${SETTINGS_HELP}`);
    return 0;
  }
  const settings = settingsOf(process.env);
  const problem = await missingDocker();
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return EXIT_MISSING;
  }
  const programs = await ensurePrograms(progress);
  const passed = await suite(programs, settings).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof EngineRefuses ? undefined : false;
  });
  if (passed === undefined) return EXIT_MISSING;
  if (!passed)
    await narrated(progress, "collecting what the cluster looks like", () => report(programs, join(WORK_FOLDER, "report")));
  if (settings.keep) progress(`the cluster stays: kubectl --kubeconfig ${join(".build", "e2e", "kubeconfig")} …`);
  else await narrated(progress, `removing the cluster ${settings.cluster}`, () => deleteCluster(programs, settings));
  return passed ? 0 : 1;
}

async function suite(programs: Programs, settings: Settings): Promise<boolean> {
  const images = await buildImages(programs, settings, progress);
  const engine = await lookAtEngine(images.counter);
  const isKept = await createCluster(programs, settings, { engine, progress });
  await loadImages(programs, settings, { images, progress });
  await install(programs, images, progress);
  if (isKept) await restartSystem(programs, progress);
  await mkdir(WORK_FOLDER, { recursive: true });
  await writeFile(SETUP_FILE, JSON.stringify({ programs, images }));
  const { ok } = await runProgram([...JEST, "--selectProjects", "e2e", "--runInBand", "--bail"], "shown");
  return ok;
}

async function missingDocker(): Promise<string | undefined> {
  try {
    await run("docker", ["info"]);
  } catch (error) {
    return `kind needs a running docker engine: ${error instanceof Error ? error.message : String(error)}`;
  }
  return existsSync(".build/image/operator/main.mjs") ? undefined : 'the bundles are missing: run "make bundle" first';
}

process.exitCode = await main();
