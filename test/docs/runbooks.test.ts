// Somebody who is paged looks up the reason that the status gives: each runbook names those that its alert can come with, and no other.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { REASON_TEXTS } from "../../domain/api/condition-texts.js";
import { REASONS, type Reason } from "../../domain/api/status.js";
import { DECISIONS } from "../../operator/reconcile/tell/troubled-services.js";

const stalls = (reason: Reason) => REASON_TEXTS[reason].isTrue.includes("Stalled");
const pends = (reason: Reason) => REASON_TEXTS[reason].isTrue.includes("PlanPending") && reason !== "SuspendRequested";
/** Reasons for which TenfoldServiceNotReady leaves it to TenfoldPlanWaits. */
const leftOut = [...DECISIONS];
const isUnready = (reason: Reason) => {
  const { isTrue, isFalse } = REASON_TEXTS[reason];
  const onlyStalled = stalls(reason) && !isTrue.includes("Reconciling");
  return isFalse.includes("Ready") && !onlyStalled && reason !== "SuspendRequested" && !leftOut.includes(reason);
};

/** Reasons that the part on what to do is ordered by. */
function advised(name: string): readonly string[] {
  const text = readFileSync(`docs/runbooks/${name}.md`, "utf8");
  const advice = text.slice(text.indexOf("## What to do"));
  const heads = [...advice.matchAll(/^- ((?:`[A-Za-z]+`(?:, )?)+):/gm)].map(([, head = ""]) => head);
  return heads.flatMap((head) => [...head.matchAll(/`([A-Za-z]+)`/g)].map(([, reason = ""]) => reason)).sort();
}

describe("the runbook", () => {
  it.each([
    { name: "TenfoldServiceNotReady", isPossible: isUnready },
    { name: "TenfoldServiceStalled", isPossible: stalls },
    { name: "TenfoldPlanWaits", isPossible: pends },
  ])("$name says what to do for each reason that its alert can come with", ({ name, isPossible }) => {
    expect(advised(name)).toEqual(REASONS.filter(isPossible).sort());
  });

  it("of a service that is not Ready leaves out exactly what waits for somebody or for a window", () => {
    expect(leftOut).toEqual(["ApprovalNeeded", "ChangeHeld", "WindowClosed"]);
  });
});
