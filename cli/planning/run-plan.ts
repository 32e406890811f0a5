// `tenfold plan`: reads what is asked about, and shows what would become of it.
import type { FileFlags, FormatFlag } from "../commands/start.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import type { PlanDocument, PlanOfService } from "./document.js";
import { planDocument } from "./document.js";
import { outlookOf } from "./outlook.js";
import { planText, totalText } from "./plan-text.js";
import type { SituationFlags } from "./situation.js";
import { situations } from "./situation.js";
import type { Basis, Outlook, Situation } from "./types.js";
import { withDiffs } from "./with-diffs.js";

export type PlanFlags = FileFlags & FormatFlag & SituationFlags & { readonly diff?: boolean };

export async function runPlan(session: Session, name: string | undefined, flags: PlanFlags): Promise<ExitCode> {
  const found = await situations(session, name, flags);
  const document = planDocument(found.map((situation) => planOf(situation, flags.diff === true)));
  say(session, document, flags);
  if (document.refused) return EXIT.failed;
  return document.changes ? EXIT.changes : EXIT.done;
}

export function planOf({ asked, basis, notes }: Situation, wantsDiffs: boolean): PlanOfService {
  if ("ok" in asked) return { ...asked, basis, notes };
  const planned = outlookOf(asked);
  const outlook = wantsDiffs ? withDiffs(planned, asked.standing ?? []) : planned.outlook;
  return { ...outlook, basis, notes: [...notes, ...unaskedNotes(outlook, basis)] };
}

/** What only AWS or a cluster knows: that it was not found here says nothing. */
function unaskedNotes(outlook: Outlook, { kind }: Basis): readonly string[] {
  if (outlook.ok || !SOUGHT.has(outlook.problem.reason)) return [];
  return kind === "nothing"
    ? ["no cluster was looked at, so which data there is was not asked: plan it against the cluster"]
    : ["this program asks nothing of AWS, and the operator does: apply it, and see what `kubectl tenfold status` says"];
}
const SOUGHT: ReadonlySet<string> = new Set(["DataNotFound", "AdoptionUnknown"]);

function say({ terminal }: Session, document: PlanDocument, { output }: FormatFlag): void {
  if (output !== "text") {
    terminal.out(inFormat(document, output));
    return;
  }
  const texts = document.plans.map((plan) => planText(plan, terminal.paint));
  terminal.out([...texts, ...totalText(document, terminal.paint)].join("\n\n\n"));
}
