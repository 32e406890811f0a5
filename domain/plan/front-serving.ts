// Whether a way in serves, so that traffic may move to it; and if not, what is waited for.
import type { Entry } from "../blueprint/types.js";
import type { FrontKind } from "../observed/front-targets.js";
import { UNSEEN_TARGETS_SECONDS } from "../tiers/defaults.js";
import type { GateInput } from "./decision.js";
import { hasDns, recordsOf } from "./plan.js";

export type Serving = {
  readonly wakeAt: number | undefined;
  /** Of which more has to be known, or known again. */
  readonly asks: readonly FrontKind[];
} & (
  | { readonly serves: true; /** Milliseconds since the epoch. */ readonly since: number; readonly waitingFor?: undefined }
  | { readonly serves: false; readonly waitingFor: string }
);

type Grounds = Pick<GateInput, "standing" | "target" | "now" | "targets" | "unseenTargetsSeconds">;

/** CloudFront gets everything from the application load balancer, so that one has to serve as well. */
export function serving(input: Grounds, entry: Entry): Serving {
  const { cdn } = input.standing;
  if (entry === "cdn" && !(cdn !== undefined && cdn.ready && cdn.paths === "all"))
    return notYet("CloudFront to be deployed everywhere", { asks: [] });
  return frontServing(input, entry === "cdn" ? "alb" : entry);
}

function frontServing(input: Grounds, kind: FrontKind): Serving {
  const { standing, targets, now, unseenTargetsSeconds = UNSEEN_TARGETS_SECONDS } = input;
  const front = standing.fronts.find((candidate) => candidate.kind === kind);
  if (front === undefined || !front.ready) return notYet("the new way in to be ready", { asks: [] });
  if (servesAlready(input, kind)) return { serves: true, since: front.since, wakeAt: undefined, asks: [] };
  const asks = [kind];
  const found = targets?.[kind];
  switch (found?.state) {
    case undefined:
      return notYet("word on whether the new load balancer reaches the web pods", { asks });
    case "healthy":
      return { serves: true, since: found.since, wakeAt: undefined, asks };
    case "unhealthy":
      return notYet(`the new load balancer to reach the web pods: ${found.message}`, { asks });
    case "unseen": {
      const since = (found.since ?? front.since) + unseenTargetsSeconds * 1000;
      if (now >= since) return { serves: true, since, wakeAt: undefined, asks };
      return notYet(`${new Date(since).toISOString()}, by when a new load balancer serves: ${found.why}`, {
        asks,
        wakeAt: since,
      });
    }
  }
}

/** Traffic comes this way now: by a record that is in effect, or from CloudFront. */
function servesAlready({ standing, target }: Grounds, kind: FrontKind): boolean {
  if (!hasDns(target)) return false;
  return recordsOf(standing, target).some(({ entry, ready }) => ready && (entry === kind || (entry === "cdn" && kind === "alb")));
}

function notYet(what: string, { asks, wakeAt }: { readonly asks: readonly FrontKind[]; readonly wakeAt?: number }): Serving {
  return { serves: false, waitingFor: `${what}; traffic stays on the old one`, wakeAt, asks };
}
