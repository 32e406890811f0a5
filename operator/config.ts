// Flags and environment → one frozen Config. Every default and unit of the operator is here.
import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_DRAIN_SECONDS, DEFAULT_IMAGES, VERSION } from "../domain/api/release.js";

export type Config = {
  /** Path of a kubeconfig; undefined: KUBECONFIG, else the Pod's own service account, else ~/.kube/config. */
  readonly kubeconfig: string | undefined;
  /** Namespaces that are watched; empty: all. */
  readonly namespaces: readonly string[];
  readonly workers: number;
  readonly leaderElection: boolean;
  readonly leaseName: string;
  readonly leaseNamespace: string;
  /** Name of this process in the lease; unique among replicas. */
  readonly identity: string;
  /** Address of /healthz, /readyz and /metrics. Port 0: any free one, printed in the log. */
  readonly host: string;
  readonly port: number;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly logFormat: "json" | "text";
  /** Where profiles are written that somebody asks for by a signal; undefined: the system's folder for temporary files. */
  readonly profileFolder: string | undefined;
  readonly migratorImage: string;
  readonly poolerImage: string;
  readonly postgresRepository: string;
  /** Base URL of an OTLP/HTTP receiver; undefined: nothing is traced. */
  readonly otlpEndpoint: string | undefined;
  /** Whether AWS may be asked at all. */
  readonly awsQueries: boolean;
  /** Endpoint of RDS in place of the region's own. */
  readonly rdsEndpoint: string | undefined;
  readonly drainSeconds: number;
  /** Seconds after which a new load balancer counts as serving where nothing tells. */
  readonly unseenTargetsSeconds: number;
  /** Seconds for which what a move has left goes on running after the switch. */
  readonly observeMoveSeconds: number;
  /** Seconds until a rehearsal that failed is made again; after an attempt that was given up, doubled with each. */
  readonly rehearseAgainSeconds: number;
  /** Seconds that a child may be unready before its events and pods are asked for; then between two questions. */
  readonly askAfterSeconds: number;
  readonly statusIntervalMs: number;
  readonly progressIntervalMs: number;
  /** Milliseconds that running reconciles get to end after a stop signal. */
  readonly shutdownMs: number;
};

const DEFAULTS = {
  workers: 16,
  drainSeconds: DEFAULT_DRAIN_SECONDS,
  unseenTargetsSeconds: 630, // the arithmetic is in domain/tiers/defaults.ts
  observeMoveSeconds: 600, // this and the next as in domain/plan/move-pace.ts
  rehearseAgainSeconds: 900,
  askAfterSeconds: 60,
  statusIntervalMs: 1000,
  progressIntervalMs: 5000,
  shutdownMs: 20_000,
} as const;

type Flags = {
  readonly kubeconfig?: string;
  readonly namespaces: readonly string[];
  readonly workers: number;
  readonly leaderElection: boolean;
  readonly leaseName: string;
  readonly leaseNamespace: string;
  readonly identity?: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: Config["logLevel"];
  readonly logFormat: Config["logFormat"];
  readonly profileFolder?: string;
  readonly migratorImage: string;
  readonly poolerImage: string;
  readonly postgresRepository: string;
  readonly otlpEndpoint?: string;
  readonly awsQueries: boolean;
  readonly rdsEndpoint?: string;
  readonly drainSeconds: number;
  readonly unseenTargetsSeconds: number;
  readonly observeMoveSeconds: number;
  readonly rehearseAgainSeconds: number;
  readonly askAfterSeconds: number;
};

/** Commander takes the mere presence of such a variable for yes. */
const NEGATIONS = ["TENFOLD_NO_LEADER_ELECTION", "TENFOLD_NO_AWS_QUERIES"];
const NO = ["", "0", "false", "no"];

/** `arguments_` without node and script. Ends the process with code 2 and the reason on a wrong flag. */
export function readConfig(arguments_: readonly string[], hostname: string): Config {
  for (const name of NEGATIONS) if (NO.includes(process.env[name] ?? "")) Reflect.deleteProperty(process.env, name);
  const flags = command()
    .parse([...arguments_], { from: "user" })
    .opts<Flags>();
  const { listen, identity, kubeconfig, rdsEndpoint, otlpEndpoint, profileFolder, ...rest } = flags;
  return Object.freeze({
    ...rest,
    ...listen,
    kubeconfig,
    rdsEndpoint,
    otlpEndpoint,
    profileFolder,
    identity: identity ?? `${hostname}_${String(process.pid)}`,
    statusIntervalMs: DEFAULTS.statusIntervalMs,
    progressIntervalMs: DEFAULTS.progressIntervalMs,
    shutdownMs: DEFAULTS.shutdownMs,
  });
}

const flag = (flags: string, text: string, env: string) => new Option(flags, text).env(env);

function outwardFlags(command: Command): Command {
  return command
    .addOption(flag("--otlp-endpoint <url>", "OTLP/HTTP receiver of traces; default: none", "OTEL_EXPORTER_OTLP_ENDPOINT"))
    .addOption(flag("--no-aws-queries", "ask AWS nothing: for a network without a way to it", "TENFOLD_NO_AWS_QUERIES"))
    .addOption(flag("--rds-endpoint <url>", "endpoint of RDS in place of the region's own", "TENFOLD_RDS_ENDPOINT"));
}

function movePaceFlags(command: Command): Command {
  return command
    .addOption(
      flag(
        "--observe-move-seconds <n>",
        "seconds for which a database that data was moved away from goes on running, shut, before only its data is kept",
        "TENFOLD_OBSERVE_MOVE_SECONDS",
      )
        .default(DEFAULTS.observeMoveSeconds)
        .argParser(whole),
    )
    .addOption(
      flag(
        "--rehearse-again-seconds <n>",
        "seconds until the rehearsal of a move that found something in the way is made again; doubled with each attempt that was given up",
        "TENFOLD_REHEARSE_AGAIN_SECONDS",
      )
        .default(DEFAULTS.rehearseAgainSeconds)
        .argParser(whole),
    );
}

function paceFlags(command: Command): Command {
  return command
    .addOption(
      flag("--drain-seconds <n>", "seconds for which an old way in is kept after DNS has moved", "TENFOLD_DRAIN_SECONDS")
        .default(DEFAULTS.drainSeconds)
        .argParser(whole),
    )
    .addOption(
      flag(
        "--unseen-targets-seconds <n>",
        "seconds after which DNS moves to a new load balancer of which nothing in the cluster tells whether it reaches the pods",
        "TENFOLD_UNSEEN_TARGETS_SECONDS",
      )
        .default(DEFAULTS.unseenTargetsSeconds)
        .argParser(whole),
    )
    .addOption(
      flag(
        "--ask-after-seconds <n>",
        "seconds that a child may be unready before events and pods are asked why",
        "TENFOLD_ASK_AFTER_SECONDS",
      )
        .default(DEFAULTS.askAfterSeconds)
        .argParser(positive),
    );
}

function profileFlag(command: Command): Command {
  return command.addOption(
    flag(
      "--profile-folder <path>",
      "where a CPU profile and a summary of the memory go on SIGUSR2; default: the system's folder for temporary files",
      "TENFOLD_PROFILE_FOLDER",
    ),
  );
}

/** Also what the reference of the flags is generated from. */
export function command(): Command {
  return profileFlag(movePaceFlags(paceFlags(outwardFlags(new Command("tenfold-operator")))))
    .description("Reconciles WebServices. Every flag can also be given by the environment variable beside it.")
    .version(VERSION)
    .addOption(flag("--kubeconfig <path>", "kubeconfig to use outside of a cluster", "TENFOLD_KUBECONFIG"))
    .addOption(
      flag("--namespaces <list>", "namespaces to watch, separated by commas; empty: all", "TENFOLD_NAMESPACES")
        .default([], "all")
        .argParser(list),
    )
    .addOption(
      flag("--workers <n>", "services that are reconciled at a time", "TENFOLD_WORKERS")
        .default(DEFAULTS.workers)
        .argParser(whole),
    )
    .addOption(flag("--no-leader-election", "run without a lease; only for a single replica", "TENFOLD_NO_LEADER_ELECTION"))
    .addOption(flag("--lease-name <name>", "name of the Lease", "TENFOLD_LEASE_NAME").default("tenfold-operator"))
    .addOption(flag("--lease-namespace <name>", "namespace of the Lease", "TENFOLD_LEASE_NAMESPACE").default("tenfold-system"))
    .addOption(
      flag("--identity <name>", "name of this replica in the Lease; default: host name and process id", "TENFOLD_IDENTITY"),
    )
    .addOption(
      flag("--listen <address>", "host:port of /healthz, /readyz and /metrics", "TENFOLD_LISTEN")
        .default({ host: "0.0.0.0", port: 8081 }, "0.0.0.0:8081")
        .argParser(address),
    )
    .addOption(
      flag("--log-level <level>", "least severe level that is logged", "TENFOLD_LOG_LEVEL")
        .choices(["debug", "info", "warn", "error"])
        .default("info"),
    )
    .addOption(flag("--log-format <format>", "json or text", "TENFOLD_LOG_FORMAT").choices(["json", "text"]).default("json"))
    .addOption(
      flag("--migrator-image <image>", "image of the migration program", "TENFOLD_MIGRATOR_IMAGE").default(
        DEFAULT_IMAGES.migratorImage,
      ),
    )
    .addOption(
      flag("--pooler-image <image>", "image of the connection pooler", "TENFOLD_POOLER_IMAGE").default(
        DEFAULT_IMAGES.poolerImage,
      ),
    )
    .addOption(
      flag("--postgres-repository <image>", "PostgreSQL image without tag", "TENFOLD_POSTGRES_REPOSITORY").default(
        DEFAULT_IMAGES.postgresRepository,
      ),
    )
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE));
}

/** Exit codes: 0 stopped, 1 failed, 2 wrong usage, 3 leadership lost. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_LEADERSHIP_LOST = 3;

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function whole(text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("it must be a whole number.");
  return Number(text);
}

/** For pauses: none at all would be a loop without rest. */
function positive(text: string): number {
  if (whole(text) === 0) throw new InvalidArgumentError("it must be 1 or more.");
  return whole(text);
}

function address(text: string): { readonly host: string; readonly port: number } {
  const match = /^(.*):([0-9]{1,5})$/.exec(text);
  if (match === null) throw new InvalidArgumentError("it must be host:port, for example 0.0.0.0:8081.");
  return { host: match[1] ?? "", port: Number(match[2]) };
}
