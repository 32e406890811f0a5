// `tenfold approve`: shows the plan that the operator waits with, asks, and writes the approval over the very version that was shown.
import { setTimeout as sleep } from "node:timers/promises";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { Located } from "../cluster/live-service.js";
import { liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError, EXIT, type ExitCode, isConflict } from "../failure.js";
import type { Session } from "../session.js";
import type { Approval } from "./approval.js";
import { approvalOf } from "./approval.js";
import { changesText } from "./plan-text.js";

export type ApproveFlags = { readonly yes?: boolean };
type Asked = Extract<Approval, { readonly kind: "asked" }>;

/** An operator that works looks at an edit within a second. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;
/** The operator writes its status meanwhile, which makes another version of the same plan. */
const MOST_TRIES = 5;

export async function runApprove(
  session: Session,
  { name, plan: named }: { readonly name: string; readonly plan: string | undefined },
  { yes = false }: ApproveFlags,
): Promise<ExitCode> {
  const { terminal } = session;
  const remote = await session.cluster();
  const where = { name, namespace: remote.namespace };
  const { service, approval } = await seen(session, remote, { where, named });
  if (approval.kind === "given") {
    terminal.out(`Plan ${approval.plan.id} of ${where.namespace}/${name} is approved already.`);
    return EXIT.done;
  }
  terminal.out(shown(session, service, approval));
  if (!yes && !(await agreed(session, service, approval))) {
    terminal.err("Not approved: nothing was changed.");
    return EXIT.failed;
  }
  await write(remote, service, approval.plan.id);
  const suspended = service.spec.suspend === true ? " The service is suspended: it begins when that is taken back." : "";
  terminal.out(
    `Plan ${approval.plan.id} of ${where.namespace}/${name} is approved.${suspended} Watch it: kubectl tenfold status ${name} -n ${where.namespace} -w`,
  );
  return EXIT.done;
}

type Looked = { readonly where: Located; readonly named: string | undefined };
type Seen = { readonly service: WebService; readonly approval: Extract<Approval, { readonly kind: "asked" | "given" }> };

/** Waits for an operator that has not looked at the present spec yet. Throws CommandError: it cannot be approved. */
async function seen({ terminal, now }: Session, remote: Remote, { where, named }: Looked): Promise<Seen> {
  const until = now() + PATIENCE_MS;
  let isTold = false;
  for (;;) {
    const service = await liveService(remote, where);
    const approval = approvalOf(service, named);
    if (approval.kind === "refused") throw new CommandError(approval.why, approval.remedy);
    if (approval.kind !== "early") return { service, approval };
    if (now() >= until)
      throw new CommandError(approval.why, "See whether an operator runs that watches this namespace: kubectl tenfold check.");
    if (!isTold) terminal.err(`Waiting: ${approval.why}.`);
    isTold = true;
    await sleep(PAUSE_MS);
  }
}

function shown({ terminal: { paint } }: Session, { metadata, status, spec }: WebService, { plan, covers }: Asked): string {
  const cost =
    status?.cost === undefined
      ? []
      : [`Cost of what runs now: about $${status.cost.monthlyUSD.toLocaleString("en-US")} a month at list prices.`];
  return [
    `${paint.bold(`${metadata.namespace}/${metadata.name}`)}  tier ${spec.userTier}, plan ${paint.bold(plan.id)}`,
    ...changesText({ changes: plan.changes, approvals: covers.map(({ id }) => id) }, paint),
    ...cost,
  ].join("\n\n");
}

async function agreed(
  { terminal }: Session,
  { metadata: { name, namespace } }: WebService,
  { plan, covers }: Asked,
): Promise<boolean> {
  const approve = `kubectl tenfold approve ${name} ${plan.id} -n ${namespace} --yes`;
  if (!terminal.isInteractive)
    throw new CommandError("nobody can be asked: this is no terminal", `If what is shown above is meant, say so: ${approve}`);
  const what = covers.map(({ summary }) => summary).join("; ");
  const answer = await terminal.ask(`Approve plan ${plan.id}, which lets begin: ${what}? Only "yes" approves: `);
  return answer === "yes";
}

/** Over the version that was shown. Another one of the same spec with the same plan, which the operator makes as it works, is as good. */
async function write(remote: Remote, shownService: WebService, plan: string): Promise<void> {
  const { name, namespace, generation } = shownService.metadata;
  const ref = { kind: WEB_SERVICE, namespace, name };
  let service = shownService;
  for (let tries = 1; ; tries += 1) {
    const { resourceVersion, uid } = service.metadata;
    try {
      await remote.patch(ref, { metadata: { resourceVersion, uid, annotations: { [ANNOTATION.approve]: plan } } });
      return;
    } catch (error) {
      if (!isConflict(error) || tries >= MOST_TRIES) throw error;
      service = await liveService(remote, { name, namespace });
      const isSame =
        service.metadata.uid === uid && service.metadata.generation === generation && service.status?.plan?.id === plan;
      if (!isSame)
        throw new CommandError(
          `WebService ${name} was changed while you were asked: nothing was approved`,
          "Look at its plan again.",
        );
    }
  }
}
