// Edits of single services, and how long each waits for the operator's first write, as the API server's audit log has it.
import { setTimeout as sleep } from "node:timers/promises";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../../domain/api/service.js";
import type { KindRef } from "../../../domain/api/objects.js";
import { objectPath } from "../../../operator/adapters/kubernetes-paths.js";
import { accepted, send } from "../../../operator/adapters/kubernetes-requests.js";
import type { Transport } from "../../../operator/adapters/transport.js";
import type { Request } from "../../cluster/harness/audit.js";
import { isEvent, isWrite, mark, requestsSince } from "../../cluster/harness/audit.js";
import { CLASS, nameOf, namespaceOf } from "./services.js";
import type { Waited } from "./result.js";
import { waited } from "./result.js";

/** A prime: neighbours in the sequence are far from one another. */
const STRIDE = 7919;
const PAUSE_MS = 400;
const PATIENCE_MS = 120_000;
const LOOK_MS = 1000;
const FIRST_PORT = 5000;
const PORTS = 1000;
/** US dollars a month, far above what any service costs. */
const LIMIT = 9_000_000;

/** Milliseconds since 1970. */
export type Edit = { readonly namespace: string; readonly name: string; readonly at: number };

export type Editor = {
  /** Opens one more port for a service: one network policy is written again, and no pod is replaced. */
  edit(): Promise<Edit>;
  /** Raises a limit that no service reaches: every service is looked at, and nothing is to be written. */
  changeClass(): Promise<void>;
};

export function editor(transport: Transport, services: number): Editor {
  let [edits, changes] = [0, 0];
  const patch = async (ref: { readonly kind: KindRef; readonly namespace?: string; readonly name: string }, spec: object) => {
    const [path, body] = [`${objectPath(ref)}?fieldManager=somebody-else`, JSON.stringify({ spec })];
    accepted(await send(transport, { method: "PATCH", path, body, contentType: "application/merge-patch+json" }));
  };
  return {
    edit: async () => {
      edits += 1;
      const index = (edits * STRIDE) % services;
      const ref = { kind: WEB_SERVICE, namespace: namespaceOf(index), name: nameOf(index) };
      const at = Date.now();
      const ports = [FIRST_PORT + (edits % PORTS)];
      await patch(ref, { network: { egress: [{ cidr: "10.20.0.0/16", ports }] } });
      return { namespace: ref.namespace, name: ref.name, at };
    },
    changeClass: () => patch({ kind: WEB_SERVICE_CLASS, name: CLASS }, { limits: { maxMonthlyUSD: LIMIT + (changes += 1) } }),
  };
}

/** Edits one service after the other until there are so many, or until `isOver`, and waits until all are answered. */
export async function edits(one: Editor, most: number, isOver: () => boolean = () => false): Promise<readonly Answered[]> {
  const from = await mark();
  const made: Edit[] = [];
  while (made.length < most && !isOver()) {
    made.push(await one.edit());
    await sleep(PAUSE_MS);
  }
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answers = answersTo(made, await requestsSince(from));
    if (answers.length === made.length) return answers;
    if (Date.now() > deadline) return withUnanswered(made, answers, deadline);
    await sleep(LOOK_MS);
  }
}

/** Waited for until the end of our patience at least: a run of an hour must not be lost with it. */
function withUnanswered(made: readonly Edit[], answers: readonly Answered[], deadline: number): readonly Answered[] {
  const isAnswered = ({ at }: Edit) => answers.some((answer) => answer.at === at);
  return [...answers, ...made.filter((edit) => !isAnswered(edit)).map((edit) => ({ ...edit, answeredAt: deadline }))];
}

export type Answered = Edit & { /** Milliseconds since 1970. */ readonly answeredAt: number };

/** Those that were answered: by the first write of a child, or of the status, after the edit. */
export function answersTo(made: readonly Edit[], requests: readonly Request[]): readonly Answered[] {
  const writes = requests.filter((request) => isWrite(request) && !isEvent(request) && request.code < 300);
  return made.flatMap((edit) => {
    const isIts = ({ namespace, name, at }: Request) =>
      at >= edit.at && namespace === edit.namespace && (name === edit.name || name.startsWith(`${edit.name}-`));
    const times = writes.filter(isIts).map(({ at }) => at);
    return times.length === 0 ? [] : [{ ...edit, answeredAt: Math.min(...times) }];
  });
}

/** `since`: before that nobody could answer (milliseconds since 1970). */
export function waits(answered: readonly Answered[], since = 0): Waited {
  return waited(answered.map(({ at, answeredAt }) => Math.max(0, answeredAt - Math.max(at, since))));
}
