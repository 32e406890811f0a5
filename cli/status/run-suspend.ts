// `tenfold suspend` and `tenfold resume`: one field, with what it means.
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { EXIT, type ExitCode, isConflict } from "../failure.js";
import type { Session } from "../session.js";
import { managedBy, overwriteWarning } from "./managed-by.js";

const TRIES = 5;

export async function runSuspend(session: Session, name: string, suspend: boolean): Promise<ExitCode> {
  const { terminal } = session;
  const remote = await session.cluster();
  const { service, isChanged } = await write(remote, name, suspend);
  const key = `${service.metadata.namespace}/${name}`;
  if (!isChanged) {
    terminal.out(`${key} is ${suspend ? "suspended already" : "not suspended"}: nothing was changed.`);
    return EXIT.done;
  }
  terminal.out(suspend ? suspendedText(service) : resumedText(service));
  const manager = managedBy(service, "suspend");
  if (manager !== undefined) terminal.err(`${terminal.paint.yellow("warning")}: ${overwriteWarning(manager, "suspend")}`);
  return EXIT.done;
}

type Written = { readonly service: WebService; readonly isChanged: boolean };

/** Over the version that was read. The operator writes the status all the time, so a conflict is tried again over what is there then. */
async function write(remote: Remote, name: string, suspend: boolean): Promise<Written> {
  for (let left = TRIES; ; left -= 1) {
    const service = await liveService(remote, { name, namespace: remote.namespace });
    if (service.spec.suspend === suspend) return { service, isChanged: false };
    const { resourceVersion, namespace } = service.metadata;
    try {
      await remote.patch({ kind: WEB_SERVICE, namespace, name }, { metadata: { resourceVersion }, spec: { suspend } });
      return { service, isChanged: true };
    } catch (error) {
      if (!isConflict(error) || left <= 1) throw error;
    }
  }
}

const AT_WORK: ReadonlySet<string> = new Set(["freezing", "promoting", "verifying", "undoing"]);

function suspendedText({ metadata, status }: WebService): string {
  const { namespace, name } = metadata;
  const move = status?.move;
  const shutOut =
    move !== undefined && AT_WORK.has(move.state)
      ? [
          `Its data is being moved (${move.state}): the program that runs for it goes on, and the application may stay shut out until it is resumed.`,
        ]
      : [];
  return [
    `${namespace}/${name} is suspended: the operator does nothing for it, repairs, moves and backups included. What runs keeps running, and autoscalers go on.`,
    ...shutOut,
    `To go on: kubectl tenfold resume ${name} -n ${namespace}`,
  ].join("\n");
}

function resumedText({ metadata, status }: WebService): string {
  const { namespace, name } = metadata;
  const waiting = status?.plan?.changes.length ?? 0;
  const next =
    waiting === 0
      ? "What has changed meanwhile is put in order now."
      : "What has changed meanwhile is put in order now, and its plan goes on.";
  return `${namespace}/${name} is resumed. ${next}\nTo follow it: kubectl tenfold status ${name} -n ${namespace} --watch`;
}
