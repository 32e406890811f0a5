// `tenfold tiers explain`: one tier against another, or against the one below it.
import type { Tier } from "../../domain/api/tier.js";
import { parseTier, TIERS } from "../../domain/api/tier.js";
import type { FormatFlag } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { explanation } from "./explanation.js";
import { explanationText } from "./explanation-text.js";

export type ExplainFlags = FormatFlag & { readonly from?: string };

export function runExplain({ terminal, now }: Session, to: string, flags: ExplainFlags): Promise<ExitCode> {
  const tier = tierFrom(to);
  const from = flags.from === undefined ? TIERS[TIERS.indexOf(tier) - 1] : tierFrom(flags.from);
  if (from === tier) throw new CommandError(`from ${from} to ${tier} nothing changes`, "Name two different tiers.");
  const explained = explanation(tier, from, now());
  terminal.out(
    flags.output === "text" ? explanationText(explained, terminal.paint) : inFormat({ explanation: explained }, flags.output),
  );
  return Promise.resolve(EXIT.done);
}

function tierFrom(text: string): Tier {
  const tier = parseTier(text);
  if (tier === undefined) throw new CommandError(`${text} is no tier`, `Tiers are ${TIERS.join(", ")}.`);
  return tier;
}
