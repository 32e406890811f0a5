// `tenfold plan`: reads what is asked about, and shows what would become of it.
import type { FileFlags, FormatFlag } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import { servicesFrom } from "../input/services.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import type { Outlook } from "./outlook.js";
import { outlookOf } from "./outlook.js";
import { isChange, planText } from "./plan-text.js";

export type PlanFlags = FileFlags & FormatFlag;

export function runPlan(session: Session, name: string | undefined, flags: PlanFlags): Promise<ExitCode> {
  if (name !== undefined || flags.file.length === 0) throw new CommandError("not yet");
  const outlooks = servicesFrom(session.files, flags).map(
    ({ service, serviceClass }) => outlookOf({ service, serviceClass, now: session.now() }).outlook,
  );
  say(session, outlooks, flags);
  return Promise.resolve(exitOf(outlooks));
}

function say({ terminal }: Session, outlooks: readonly Outlook[], { output }: FormatFlag): void {
  if (output !== "text") {
    terminal.out(inFormat({ plans: outlooks }, output));
    return;
  }
  const texts = outlooks.map((outlook) =>
    outlook.ok ? planText(outlook, terminal.paint) : `${outlook.namespace}/${outlook.service}: ${outlook.problem.message}`,
  );
  terminal.out(texts.join("\n\n"));
}

function exitOf(outlooks: readonly Outlook[]): ExitCode {
  if (outlooks.some(({ ok }) => !ok)) return EXIT.failed;
  const changes = outlooks.some((outlook) => outlook.ok && (outlook.changes.length > 0 || outlook.objects.some(isChange)));
  return changes ? EXIT.changes : EXIT.done;
}
