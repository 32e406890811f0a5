// A watched service on a terminal: drawn over itself, never higher or wider than the window; and what a log shows of the same.
import { describe, expect, it } from "@jest/globals";
import pc from "picocolors";
import type { Heard, Remote } from "../../cli/cluster/remote.js";
import type { Session } from "../../cli/session.js";
import { changeLines } from "../../cli/status/changes.js";
import { redrawn } from "../../cli/status/redraw.js";
import { statusTree } from "../../cli/status/status-tree.js";
import { watchOne } from "../../cli/status/watch-one.js";
import { CHILDREN, condition, NAMESPACE, NOW, pod, standingService } from "./standing-service.js";

const ROWS = 12;
const COLUMNS = 40;

/** What a terminal shows of what was written to it: rows of text, the cursor below the last one. */
function shown(written: string): readonly string[] {
  const rows: string[] = [];
  let at = 0;
  for (const [, up, clear, text = ""] of written.matchAll(/\u001B\[(\d+)A\r|(\u001B\[J)|([^\n]*)\n/g)) {
    if (up !== undefined) at -= Number(up);
    else if (clear === undefined) {
      rows[at] = text.replace(/\u001B\[[0-9;]*[A-Za-z]/g, "");
      at += 1;
    }
  }
  return rows.slice(0, at);
}

describe("redrawn", () => {
  it("writes over the lines of before and clears what is left of them", () => {
    expect(redrawn(0, ["a", "b"])).toBe("a\u001B[K\nb\u001B[K\n\u001B[J");
    expect(redrawn(2, ["c"])).toBe("\u001B[2A\rc\u001B[K\n\u001B[J");
  });
});

const PROGRESSING = standingService({
  conditions: [
    condition("Ready", "False", { reason: "WaitingForChildren", message: "2 of 4" }),
    condition("Reconciling", "True"),
  ],
});

it("draws over itself on a terminal, within the window, until it is Ready", async () => {
  const written: string[] = [];
  const tell: Heard[] = [];
  const follow: Remote["follow"] = (kind, _selection, heard) => {
    heard.began();
    if (kind.kind === "WebService") {
      tell.push(heard);
      heard.changed(PROGRESSING, false);
    } else heard.changed(pod("shop-web-1"), false);
    heard.synced();
    return new Promise((resolve) => {
      heard.signal.addEventListener("abort", () => resolve());
    });
  };
  const remote = { namespace: NAMESPACE, follow, list: () => Promise.resolve(CHILDREN), read: () => Promise.resolve(undefined) };
  const terminal = {
    ...{ columns: COLUMNS, rows: ROWS, paint: pc.createColors(false), isInteractive: true },
    out: () => expect(written).toBe("nothing but drawing"),
    err: () => undefined,
    write: (text: string) => {
      written.push(text);
      if (written.length === 2)
        tell[0]?.changed({ ...standingService(), metadata: { ...standingService().metadata, resourceVersion: "8" } }, false);
    },
  };
  const session = { terminal, now: () => NOW } as unknown as Session;
  const flags = { output: "text", for: "ready" } as const;
  expect(await watchOne(session, remote as unknown as Remote, { name: "shop", namespace: NAMESPACE, flags })).toBe(0);
  const frames = written.map((_, index) => shown(written.slice(0, index + 1).join("")));
  for (const frame of frames) {
    expect(frame.length).toBeLessThan(ROWS);
    expect(Math.max(...frame.map((line) => line.length))).toBeLessThanOrEqual(COLUMNS);
  }
  expect(frames[0]?.[0]).toContain("store/shop  Progressing");
  expect(frames.at(-1)?.[0]).toContain("store/shop  Ready");
});

describe("the log of a watched service", () => {
  const tree = (service = standingService(), pods = [pod("shop-web-1")]) =>
    statusTree({ service, children: CHILDREN, pods, unseen: [] });

  it("begins with how it is and what is not well, and goes on with what changes", () => {
    expect(changeLines(undefined, tree())).toEqual(["store/shop: Ready, tier 1k: tier 1k is served: all 4 children are ready"]);
    expect(changeLines(tree(), tree())).toEqual([]);
    const crashing = [pod("shop-web-1", { ready: false, waiting: "CrashLoopBackOff" })];
    expect(changeLines(tree(), tree(PROGRESSING, crashing))).toEqual(
      expect.arrayContaining([
        "store/shop: Progressing (WaitingForChildren), tier 1k: 2 of 4",
        expect.stringContaining("1 CrashLoopBackOff (container web"),
      ]),
    );
    expect(changeLines(tree(PROGRESSING, crashing), tree())).toContain("pods of Deployment shop-web: 1 ready");
  });

  it("tells of what is gone", () => {
    const fewer = standingService({ resources: standingService().status?.resources?.slice(1) });
    expect(changeLines(tree(), tree(fewer))).toContain("DBInstance shop-rds: gone");
  });
});
