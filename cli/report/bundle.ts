// What goes into a report of one service, with what is taken out of it. Pure.
import type { KubeObject } from "../../domain/api/objects.js";
import { VERSION } from "../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { textAt } from "../../domain/observed/reading.js";
import { learnFrom, redactedObject } from "./redact-object.js";
import { Redactor } from "./redactor.js";

export type ReportData = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass | undefined;
  /** Never a Secret. */
  readonly children: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  /** Of the namespace. */
  readonly events: readonly KubeObject[];
  readonly operators: readonly KubeObject[];
  /** End of the operator's log. Undefined: not read. */
  readonly log: string | undefined;
  readonly server: string | undefined;
  readonly node: string;
  /** RFC 3339. */
  readonly time: string;
  readonly unseen: readonly string[];
};

export type Section = { readonly name: string; readonly value: unknown };

const LEFT_OUT = [
  "Secrets: none was read",
  "values of environment variables, and commands and arguments of containers: value-1, value-2 …",
  "numbers of AWS accounts, addresses, host names, e-mail addresses, ids of networks, certificates, tokens and what looks like a password",
  "events and log lines that are about other services",
  "which fields each field manager owns",
] as const;

const STAYS = "names of namespaces, objects, images and variables stay, and so does what people wrote into names and messages";

export function bundle(data: ReportData): readonly Section[] {
  const { service, serviceClass, children, pods, events, operators, log } = data;
  const { name, namespace } = service.metadata;
  const redactor = new Redactor(new Set([name, namespace]));
  const kept = [...children, ...pods].filter(({ kind }) => kind !== "Secret");
  const about = [...events].filter((event) => isAbout(event, [service, ...kept]));
  // First everything is looked at, so that a value of one object is taken out of the log as well.
  learnFrom(redactor, [service, serviceClass, kept, operators]);
  const shown = (objects: readonly KubeObject[]) => objects.map((object) => redactedObject(redactor, object));
  return [
    { name: "about", value: aboutText(data, redactor) },
    { name: "service", value: redactedObject(redactor, service) },
    { name: "class", value: serviceClass === undefined ? "not seen" : redactedObject(redactor, serviceClass) },
    { name: "children", value: shown(kept.filter(({ kind }) => kind !== "Pod")) },
    { name: "pods", value: shown(kept.filter(({ kind }) => kind === "Pod")) },
    { name: "events", value: shown(about) },
    { name: "operator", value: shown(operators) },
    { name: "operator-log", value: log === undefined ? "not seen" : logLines(log, service).map((line) => redactor.words(line)) },
  ];
}

function aboutText({ service, server, node, time, unseen }: ReportData, redactor: Redactor): unknown {
  return {
    report: `${service.metadata.namespace}/${service.metadata.name}`,
    time,
    versions: {
      tenfold: VERSION,
      operator: service.status?.operator?.version ?? "not known",
      kubernetes: server ?? "not known",
      node,
    },
    leftOut: LEFT_OUT,
    stays: STAYS,
    notSeen: unseen.map((why) => redactor.text(why)),
    beforeYouSend: "Read it through first: no program knows all that is a secret to you.",
  };
}

function isAbout(event: KubeObject, objects: readonly KubeObject[]): boolean {
  const kind = textAt(event, "regarding", "kind");
  const name = textAt(event, "regarding", "name") ?? "";
  if (objects.some((object) => object.kind === kind && object.metadata.name === name)) return true;
  return (
    kind === "ReplicaSet" && objects.some((object) => object.kind === "Deployment" && name.startsWith(`${object.metadata.name}-`))
  );
}

/** Lines that name this service, and those that name none. */
function logLines(log: string, { metadata }: WebService): readonly string[] {
  return log.split("\n").filter((line) => {
    const [namespace, name] = [fieldIn(line, "namespace"), fieldIn(line, "name")];
    if (namespace === undefined && name === undefined) return line.trim() !== "";
    return namespace === metadata.namespace && (name === undefined || name === metadata.name);
  });
}

/** Of a line in JSON, or with `field=value` in it. */
function fieldIn(line: string, field: string): string | undefined {
  return new RegExp(`"${field}":"([^"]+)"`).exec(line)?.[1] ?? new RegExp(`\\b${field}=(\\S+)`).exec(line)?.[1];
}
