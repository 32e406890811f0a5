// `tenfold history`: what a service has been through, as far as the cluster remembers.
import { EVENT } from "../cluster/kinds.js";
import type { FormatFlag } from "../commands/start.js";
import { ifAllowed, valueOf, whyUnknown } from "../cluster/known.js";
import { liveService } from "../cluster/live-service.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { historyOf, historyText } from "./history.js";

export async function runHistory(session: Session, name: string, { output }: FormatFlag): Promise<ExitCode> {
  const { terminal, now } = session;
  const remote = await session.cluster();
  const { namespace } = remote;
  const service = await liveService(remote, { name, namespace });
  const events = await ifAllowed(remote.list(EVENT, { namespace }));
  const happenings = historyOf(service, valueOf(events, undefined));
  const unseen = whyUnknown([events]);
  if (output !== "text") terminal.out(inFormat({ name, namespace, happenings, unseen }, output));
  else {
    terminal.out(historyText(happenings, { paint: terminal.paint, now: now(), width: terminal.columns }));
    for (const why of unseen) terminal.err(`${why}: events are missing here.`);
  }
  return EXIT.done;
}
