// Many services of one namespace, looked at together: one list a second for all of them, however many wait for one.
import { setTimeout as sleep } from "node:timers/promises";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { LABEL } from "../../domain/api/keys.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { list, type Live, type LiveService } from "./harness/api.js";

const LOOK_MS = 1000;

export type Look<T> = (service: LiveService) => Promise<T | undefined | false>;

export type LiveServices = {
  /** Waits until `look` finds what it looks for; fails with what became of the service otherwise. */
  until<T>(name: string, what: string, look: Look<T>): Promise<T>;
  children(name: string): Promise<readonly Live[]>;
};

export function liveServices(namespace: string, patienceMs: number): LiveServices {
  const services = shared(() => list(WEB_SERVICE, namespace) as Promise<readonly LiveService[]>);
  const children = shared(async () => {
    const lists: (readonly Live[])[] = [];
    // One after the other: nobody waits for the whole, and the operator shares the server.
    for (const kind of CHILD_KINDS) lists.push(await list(kind, namespace, LABEL.service));
    return lists.flat();
  });
  return {
    until: async (name, what, look) => {
      const deadline = Date.now() + patienceMs;
      let seen: LiveService | undefined;
      let failure: unknown;
      while (Date.now() < deadline) {
        // A server that has much to do may not answer one look in time: there is another one.
        const found = await services()
          .then((all) => (seen = all.find(({ metadata }) => metadata.name === name)) && look(seen))
          .catch((error: unknown) => void (failure = error));
        if (found !== undefined && found !== false) return found;
        await sleep(LOOK_MS);
      }
      const text = `${name}: ${what}: did not happen in ${patienceMs} ms; last failure: ${String(failure)}`;
      throw new Error(`${text}\n${JSON.stringify(seen?.status, undefined, 1)}`);
    },
    children: async (name) => (await children()).filter(({ metadata }) => metadata.labels?.[LABEL.service] === name),
  };
}

/** Whoever asks within a second of a question gets its answer. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > LOOK_MS) last = { at: Date.now(), answer: ask() };
    return last.answer;
  };
}
