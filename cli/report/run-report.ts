// `tenfold report`: gathers what somebody needs who looks for a defect, redacted.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import { textAt } from "../../domain/observed/reading.js";
import type { Known } from "../cluster/known.js";
import { ifAllowed, ifAnswered, valueOf, whyUnknown } from "../cluster/known.js";
import { liveClass, liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { OPERATOR, operatorDeployments } from "../check/operator-facts.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { EVENT, POD } from "../cluster/kinds.js";
import { ofService } from "../status/gather.js";
import type { ReportData, Section } from "./bundle.js";
import { bundle } from "./bundle.js";

export type ReportFlags = {
  readonly output: "yaml" | "json" | "dir";
  readonly to?: string;
  readonly operatorNamespace?: string;
};

const LOG_LINES = 500;

export async function runReport(session: Session, name: string, flags: ReportFlags): Promise<ExitCode> {
  const { terminal, now } = session;
  if (flags.to !== undefined && flags.output !== "dir")
    throw new CommandError(
      "--to names a folder, and none is written",
      "Add -o dir, or redirect the output: tenfold report NAME > report.yaml.",
    );
  const data = await gatherReport(await session.cluster(), { name, ...flags, now: now() });
  const sections = bundle(data);
  if (flags.output === "dir") writeFolder(flags.to ?? `tenfold-report-${name}`, sections);
  else {
    const whole = Object.fromEntries(sections.map((section) => [section.name, section.value]));
    terminal.out(flags.output === "json" ? JSON.stringify(whole, undefined, 2) : yamlOf(whole));
  }
  const where = flags.output === "dir" ? ` It is in the folder ${flags.to ?? `tenfold-report-${name}`}.` : "";
  terminal.err(
    `Secrets, values, accounts, addresses and host names were taken out.${where} Read it through before you send it: names and messages stay.`,
  );
  for (const why of data.unseen) terminal.err(`not in it: ${why}`);
  return EXIT.done;
}

function yamlOf(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}

/** One file for each section. A folder that is there is not written into: somebody may have read it through already. */
function writeFolder(folder: string, sections: readonly Section[]): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const why = error instanceof Error && "code" in error && error.code === "EEXIST" ? "it is there already" : String(error);
    throw new CommandError(`cannot make the folder ${folder}: ${why}`, "Name another one with --to.");
  }
  for (const { name, value } of sections) writeFileSync(join(folder, `${name}.yaml`), `${yamlOf(value)}\n`, { mode: 0o600 });
}

type Wanted = { readonly name: string; readonly now: number; readonly operatorNamespace?: string };

async function gatherReport(remote: Remote, { name, now, operatorNamespace }: Wanted): Promise<ReportData> {
  const { namespace } = remote;
  const service = await liveService(remote, { name, namespace });
  const selection = ofService(service.metadata);
  const kinds = SEEN_CHILD_KINDS;
  const [serviceClass, children, pods, events, operators, version] = await Promise.all([
    ifAnswered(liveClass(remote, service)),
    Promise.all(kinds.map((kind) => ifAllowed(remote.list(kind, selection)))),
    ifAllowed(remote.list(POD, selection)),
    ifAllowed(remote.list(EVENT, { namespace })),
    operatorDeployments(remote, operatorNamespace),
    ifAnswered(remote.get("/version").then((answer) => textAt(answer, "gitVersion"))),
  ]);
  const log = await operatorLog(remote, valueOf(operators, []));
  return {
    service,
    serviceClass: valueOf<WebServiceClass, undefined>(serviceClass, undefined),
    children: children.flatMap((kind) => valueOf(kind, [])),
    pods: valueOf(pods, []),
    events: valueOf(events, []),
    operators: valueOf(operators, []),
    log: valueOf(log, undefined),
    server: valueOf(version, undefined),
    node: process.version,
    time: new Date(now).toISOString(),
    unseen: whyUnknown([serviceClass, ...children, pods, events, operators, version, log]),
  };
}

/** Of every replica: one of them leads, and which one did an hour ago nobody knows. */
async function operatorLog(remote: Remote, [deployment]: readonly KubeObject[]): Promise<Known<string>> {
  const namespace = deployment?.metadata.namespace;
  if (namespace === undefined) return { known: false, why: "no Deployment of an operator was found: its log is missing" };
  return ifAnswered(readLogs(remote, namespace));
}

async function readLogs(remote: Remote, namespace: string): Promise<string> {
  const pods = await remote.list(POD, { namespace, labelSelector: OPERATOR });
  const logs = pods.map(async ({ metadata }) =>
    remote.get(`/api/v1/namespaces/${namespace}/pods/${metadata.name}/log?container=operator&tailLines=${LOG_LINES}`),
  );
  return (await Promise.all(logs)).map(asText).join("\n");
}

/** A log of one line that is JSON was parsed on its way. */
function asText(log: unknown): string {
  if (log === undefined) return "";
  return typeof log === "string" ? log : JSON.stringify(log);
}
