// Paths of the API server, and its errors in our words.
import type { KindRef, ObjectRef } from "../api/objects.js";
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

type Status = {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly name?: string; readonly kind?: string };
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
    case 404:
      return status.details?.name === undefined ? "kind-missing" : "not-found";
    case 409:
      return status.reason === "AlreadyExists" ? "already-exists" : "conflict";
    case 400:
    case 413:
    case 415:
    case 422:
      return "invalid";
    case 401:
    case 403:
    case 405:
      return "forbidden";
    case 429:
      return "throttled";
    default:
      return "unavailable";
  }
}

function parseStatus(text: string): Status {
  try {
    return JSON.parse(text) as Status;
  } catch {
    return {};
  }
}
