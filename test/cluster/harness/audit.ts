// Requests as the server counted them, from its audit log.
import { open, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { environment } from "./environment.js";

export type Request = {
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  /** Nothing is stored of it. */
  readonly isDryRun: boolean;
  /** Whether the server's authorization let it in: admission may refuse it all the same, with the same 403. */
  readonly isAuthorized: boolean;
  readonly userAgent: string;
  readonly user: string;
  /** Milliseconds since 1970 at which the answer was complete. */
  readonly at: number;
};

type Line = {
  readonly requestURI?: string;
  readonly verb?: string;
  readonly stage?: string;
  readonly stageTimestamp?: string;
  readonly userAgent?: string;
  readonly user?: { readonly username?: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly apiGroup?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly annotations?: Readonly<Record<string, string>>;
};

/** A place in the audit log; requests are counted from there on. */
export async function mark(): Promise<number> {
  return (await stat(environment().auditLog)).size;
}

const FLUSH_MS = 300;

/** All finished requests of the operator since `from`. */
export async function requestsSince(from: number, userAgent = "tenfold/"): Promise<readonly Request[]> {
  await sleep(FLUSH_MS);
  return requestsIn(environment().auditLog, from, userAgent);
}

export async function requestsIn(auditLog: string, from = 0, userAgent = "tenfold/"): Promise<readonly Request[]> {
  const text = await tail(auditLog, from);
  const lines = text.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
  return lines
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.stage === "ResponseComplete" && line.userAgent?.startsWith(userAgent) === true)
    .map(request);
}

export const isWrite = ({ verb }: Request): boolean => ["create", "update", "patch", "delete", "deletecollection"].includes(verb);
export const isEvent = ({ resource }: Request): boolean => resource === "events";
export const isLease = ({ resource }: Request): boolean => resource === "leases";

/** Writes that count against the promise: no events, no lease renewals. */
export function writesOf(requests: readonly Request[], namespace: string): readonly Request[] {
  return requests.filter((entry) => isWrite(entry) && !isEvent(entry) && !isLease(entry) && entry.namespace === namespace);
}

function request(line: Line): Request {
  const { resource = "", subresource = "", namespace = "", name = "" } = line.objectRef ?? {};
  return {
    verb: line.verb ?? "",
    resource,
    subresource,
    namespace,
    name,
    code: line.responseStatus?.code ?? 0,
    isDryRun: line.requestURI?.includes("dryRun=All") === true,
    isAuthorized: line.annotations?.["authorization.k8s.io/decision"] !== "forbid",
    userAgent: line.userAgent ?? "",
    user: line.user?.username ?? "",
    at: Date.parse(line.stageTimestamp ?? ""),
  };
}

async function tail(auditLog: string, from: number): Promise<string> {
  const file = await open(auditLog, "r");
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - from));
    await file.read(buffer, 0, buffer.length, from);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}
