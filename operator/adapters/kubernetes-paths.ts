// Paths of the API server, and its errors in our words.
import type { KindRef, ObjectRef } from "../../domain/api/objects.js";
import type { ClusterErrorKind } from "../ports/cluster.js";
import { ClusterError } from "../ports/cluster.js";
import type { HttpAnswer } from "./transport.js";

export function collectionPath(kind: KindRef, namespace: string | undefined): string {
  const root = kind.apiVersion.includes("/") ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  return kind.namespaced && namespace !== undefined ? `${root}/namespaces/${namespace}/${kind.plural}` : `${root}/${kind.plural}`;
}

export function objectPath({ kind, namespace, name }: ObjectRef): string {
  return `${collectionPath(kind, namespace)}/${name}`;
}

type Cause = { readonly field?: string; readonly reason?: string };
type Status = {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly name?: string; readonly causes?: readonly Cause[] };
};

const MESSAGE_LENGTH = 1024;

/** A path whose kind is not served answers 404 without naming an object. */
export function clusterError(answer: HttpAnswer): ClusterError {
  const status = parseStatus(answer.text);
  const message = (status.message ?? answer.text).slice(0, MESSAGE_LENGTH);
  return new ClusterError(kindOf(answer.status, status), message, answer.retryAfterSeconds);
}

function kindOf(code: number, status: Status): ClusterErrorKind {
  switch (code) {
    case 403:
      if (isDefinitionEnding(status)) return "kind-missing";
      return isNamespaceEnding(status) ? "namespace-ending" : "forbidden";
    case 404:
      return status.details?.name === undefined ? "kind-missing" : "not-found";
    case 409:
      return status.reason === "AlreadyExists" ? "already-exists" : "conflict";
    case 422:
      return isOtherUid(status) ? "conflict" : "invalid";
    default:
      return KIND_OF_CODE[code] ?? (isUnreadable(status) ? "invalid" : "unavailable");
  }
}

const KIND_OF_CODE: Readonly<Record<number, ClusterErrorKind>> = {
  400: "invalid",
  401: "forbidden",
  405: "forbidden",
  413: "invalid",
  415: "invalid",
  429: "throttled",
};

/** Its objects are on their way out, and the API server takes no new ones. */
function isDefinitionEnding({ message = "" }: Status): boolean {
  return message.includes("not allowed while custom resource definition is terminating");
}

function isNamespaceEnding({ details }: Status): boolean {
  return (details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating");
}

/** A write that names the UID of an object's predecessor is told that the UID cannot be changed. */
function isOtherUid({ details }: Status): boolean {
  const causes = details?.causes ?? [];
  return causes.length > 0 && causes.every(({ field }) => field === "metadata.uid");
}

/**
 * Server-side apply answers 500 to an object that it cannot read: a field that the schema does not have, an amount that is none. Trying
 * again never helps.
 */
function isUnreadable({ message = "" }: Status): boolean {
  return UNREADABLE.some((beginning) => message.startsWith(beginning));
}
const UNREADABLE = ["failed to create typed patch object", "failed to convert new object", "failed to convert new typed object"];

function parseStatus(text: string): Status {
  try {
    return JSON.parse(text) as Status;
  } catch {
    return {};
  }
}
