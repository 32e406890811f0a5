// Builds all images that the suite runs, and puts them onto the nodes.
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { narrated, type Progress } from "../../../local/control-plane/progress.js";
import { VERSION } from "../../../domain/api/release.js";
import type { Programs } from "./programs.js";
import { run } from "./run.js";
import { ROOT, WORK_FOLDER, type Settings } from "./settings.js";

export type Images = {
  readonly operator: string;
  readonly migrator: string;
  readonly pooler: string;
  readonly localAws: string;
  readonly counter: string;
  readonly metricsServer: string;
  /** Runs as UID 999, as the official image does; its tag is PostgreSQL's major version. */
  readonly postgres: string;
};

const E2E_FOLDER = join(ROOT, "test", "e2e", "images");

export async function buildImages(programs: Programs, settings: Settings, progress: Progress): Promise<Images> {
  const postgresVersion = settings.postgresImage.split(":").at(-1) ?? "17";
  const images: Images = {
    operator: `tenfold-operator:${VERSION}`,
    migrator: `tenfold-migrator:${VERSION}`,
    pooler: `tenfold-pooler:${VERSION}`,
    localAws: `tenfold-local-aws:${VERSION}`,
    counter: "tenfold-e2e-counter:1",
    metricsServer: "tenfold-e2e-metrics-server:1",
    postgres: `tenfold-e2e-postgres:${postgresVersion}`,
  };
  const base = settings.nodeBaseImage === undefined ? [] : ["--build-arg", `NODE_IMAGE=${settings.nodeBaseImage}`];
  // Not always one that has the newest client programs: those of its own Debian do for what this suite moves.
  const clients = [`MIGRATOR_IMAGE=${settings.nodeBaseImage ?? ""}`, "POSTGRES_CLIENT=postgresql-client"];
  // For all of them: the classic builder makes every target that stands before the wanted one.
  const migratorBase = settings.nodeBaseImage === undefined ? [] : clients.flatMap((argument) => ["--build-arg", argument]);
  const own = (target: string, image: string) =>
    build(progress, image, ["--target", target, ...base, ...migratorBase, "--build-arg", "BUNDLE=prebuilt", ROOT]);
  await own("operator", images.operator);
  await own("migrator", images.migrator);
  await own("pooler", images.pooler);
  await own("local-aws", images.localAws);
  const counter = await context("counter", [join(ROOT, ".build", "image", "counter")]);
  await build(progress, images.counter, [...base, counter]);
  const metricsServer = await context("metrics-server", [programs.metricsServer]);
  await build(progress, images.metricsServer, [...base, metricsServer]);
  const postgres = await context("postgres", []);
  await build(progress, images.postgres, ["--build-arg", `POSTGRES_IMAGE=${settings.postgresImage}`, postgres]);
  return images;
}

export async function loadImages(
  { kind }: Programs,
  { cluster }: Settings,
  { images, progress }: { readonly images: Images; readonly progress: Progress },
): Promise<void> {
  await narrated(progress, "loading the images onto the nodes", () =>
    run(kind, ["load", "docker-image", "--name", cluster, ...Object.values(images)]),
  );
}

async function build(progress: Progress, image: string, args: readonly string[]): Promise<void> {
  await narrated(progress, `image ${image}`, () => run("docker", ["build", "--quiet", "--tag", image, ...args]));
}

/** A folder with the Dockerfile of that name and the given files and folders beside it. */
async function context(name: string, paths: readonly string[]): Promise<string> {
  const folder = join(WORK_FOLDER, "images", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(join(E2E_FOLDER, `${name}.Dockerfile`), join(folder, "Dockerfile"));
  for (const path of paths) await cp(path, join(folder, path.split("/").at(-1) ?? ""), { recursive: true });
  return folder;
}
