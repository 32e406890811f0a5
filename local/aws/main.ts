// Command line of the local AWS. Runs until SIGINT or SIGTERM.
import "../../operator/adapters/needs-node.js";
import { parseArgs } from "node:util";
import { pinoLog } from "../../operator/adapters/pino-log.js";
import type { DatabasePodOptions } from "./databases/database-pods.js";
import { DEFAULT_PLACE, startLocalAws, type LocalAwsOptions } from "./local-aws.js";
import { DEFAULT_DELAYS, scaleDelays } from "./model/delays.js";
import type { ServersOptions } from "../servers/servers.js";

const USAGE = `usage: main.js [--kubeconfig FILE] [--delay-scale FACTOR] [--rds-port PORT] [--rds-host HOST]
               [--namespaces A,B]
               [--state FILE] [--region REGION] [--account ID] [--log-level debug|info|warn|error]
               [--snapshot-class NAME]
               [--database-image IMAGE --database-namespace NAMESPACE] [--programs]
               [--servers FOLDER [--servers-namespaces A,B]]`;
/** Long enough to be seen. */
const PROGRAM_RUN_MS = 5000;
const LEVELS = ["debug", "info", "warn", "error"] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string" },
      "delay-scale": { type: "string", default: process.env["LOCAL_AWS_DELAY_SCALE"] ?? "1" },
      "rds-port": { type: "string", default: process.env["LOCAL_AWS_RDS_PORT"] ?? "0" },
      "rds-host": { type: "string", default: "127.0.0.1" },
      namespaces: { type: "string" },
      state: { type: "string" },
      region: { type: "string", default: DEFAULT_PLACE.region },
      account: { type: "string", default: DEFAULT_PLACE.accountID },
      "log-level": { type: "string", default: "info" },
      "snapshot-class": { type: "string" },
      "database-image": { type: "string" },
      "database-namespace": { type: "string" },
      programs: { type: "boolean", default: false },
      servers: { type: "string" },
      "servers-namespaces": { type: "string" },
    },
  });
  const level = LEVELS.find((known) => known === values["log-level"]);
  if (level === undefined) throw new Error(`unknown log level\n${USAGE}`);
  const scale = amount("delay-scale", values["delay-scale"]);
  const options: LocalAwsOptions = {
    kubeconfig: values.kubeconfig,
    delays: scaleDelays(DEFAULT_DELAYS, scale),
    rdsPort: amount("rds-port", values["rds-port"]),
    rdsHost: values["rds-host"],
    namespaces: values.namespaces?.split(","),
    stateFile: values.state,
    place: { accountID: values.account, region: values.region },
    snapshotClass: values["snapshot-class"],
    databases: databasePods(values["database-image"], values["database-namespace"]),
    servers: serversIn(values.servers, values["servers-namespaces"]),
    programsRunMs: values.programs ? PROGRAM_RUN_MS * scale : undefined,
    log: pinoLog({ level, format: "text" }),
  };
  const localAws = await startLocalAws(options);
  process.stdout.write(`RDS endpoint: ${localAws.rdsEndpoint}\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await localAws.stop();
}

function databasePods(image: string | undefined, namespace: string | undefined): DatabasePodOptions | undefined {
  if (image === undefined && namespace === undefined) return undefined;
  if (image !== undefined && namespace !== undefined) return { image, namespace };
  throw new Error(`--database-image and --database-namespace go together\n${USAGE}`);
}

function serversIn(folder: string | undefined, namespaces: string | undefined): ServersOptions | undefined {
  if (folder === undefined && namespaces !== undefined) throw new Error(`--servers-namespaces needs --servers\n${USAGE}`);
  return folder === undefined ? undefined : { folder, namespaces: namespaces?.split(",") };
}

function amount(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${flag} takes a number that is not negative\n${USAGE}`);
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
