// What is watched on every path: which database the application dials, what the binding says, and that both are legal.
import { expect } from "@jest/globals";
import { isShutOut } from "../../domain/observed/move-phases.js";
import { readBoundMove } from "../../domain/observed/bound-move.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import type { SimulatedWorld } from "./world.js";

/** The database that the web pods dial, by themselves or through the pooler. */
export function dialled(world: SimulatedWorld): string | undefined {
  const host = dialledByPods(world);
  const pooler = [...world.objects.values()].find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.labels?.["app.kubernetes.io/component"] === "pooler",
  );
  if (host?.includes("-pooler-") !== true) return host;
  return textAt(JSON.parse(textAt(pooler, "data", "pooler.json") ?? "{}"), "host");
}

function dialledByPods({ objects }: SimulatedWorld): string | undefined {
  const web = [...objects.values()].find(
    ({ kind, metadata }) => kind === "Deployment" && metadata.labels?.["app.kubernetes.io/component"] === "web",
  );
  const env = listAt(web, "spec", "template", "spec", "containers", 0, "env");
  const variable = (name: string) =>
    textAt(
      env.find((entry) => textAt(entry, "name") === name),
      "value",
    );
  // Without a database of ours the name is free for the user.
  return variable("DATABASE_USER") === undefined ? undefined : variable("DATABASE_HOST");
}

export function bound({ objects }: SimulatedWorld) {
  const binding = [...objects.values()].find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.includes("binding"));
  const data = (binding?.["data"] ?? {}) as Readonly<Record<string, string>>;
  return { database: data["database"], host: data["host"], object: data["object"], move: readBoundMove(data["move"]) };
}

/** Whatever happens: the rows are where the application looks for them, and only one database takes new ones. */
export function watch(world: SimulatedWorld): void {
  const { move, database, host: named } = bound(world);
  const host = dialled(world);
  if (named === undefined || database === "none") return;
  // From then on the bootstrap has let the application in, whether its pods are there yet or not.
  world.servers.begin(named);
  // Pods may dial for a while what was never made: there is nothing to lose at that address.
  if (host !== undefined && world.servers.isKnown(host)) expect(world.servers.isFilled(host)).toBe(true);
  expect(world.servers.open().length).toBeLessThanOrEqual(1);
  expect(world.servers.isFilled(named)).toBe(true);
  const mayBeShut = isShutOut(move?.state);
  if (!mayBeShut && move?.state !== "switched") expect(world.servers.isShut(named)).toBe(false);
}
