// `tenfold check`: whether a cluster has what services of each tier need.
import type { FormatFlag } from "../commands/start.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import type { ClusterFacts } from "./cluster-facts.js";
import { clusterFacts } from "./cluster-facts.js";
import type { Finding } from "./finding.js";
import { findingsText, hasFailed } from "./finding.js";
import { judgeAddons, judgeControllers, judgeDefinitions, judgeVersion } from "./judge-apis.js";
import { judgeClasses } from "./judge-classes.js";
import { judgeOperator, judgeRights } from "./judge-operator.js";
import type { KindNeed } from "./kind-needs.js";
import { kindNeeds } from "./kind-needs.js";

export type ClusterCheckFlags = FormatFlag & { readonly operatorNamespace?: string };

export async function runCheckCluster(session: Session, { output, operatorNamespace }: ClusterCheckFlags): Promise<ExitCode> {
  const { terminal, now } = session;
  const facts = await clusterFacts(await session.cluster(), { operatorNamespace });
  const findings = judgeCluster(facts, { now: now(), needs: kindNeeds() });
  if (output === "text") terminal.out(findingsText(findings, terminal.paint));
  else terminal.out(inFormat({ ok: !hasFailed(findings), findings }, output));
  return hasFailed(findings) ? EXIT.failed : EXIT.done;
}

type Measure = { readonly now: number; readonly needs: readonly KindNeed[] };

export function judgeCluster(facts: ClusterFacts, { now, needs }: Measure): readonly Finding[] {
  return [
    judgeVersion(facts),
    ...judgeRights(facts),
    ...judgeDefinitions(facts),
    ...judgeOperator(facts, now),
    ...judgeClasses(facts),
    ...judgeControllers(facts, needs),
    ...judgeAddons(facts, needs),
  ];
}
