// `tenfold approve`: what can be approved, what is said of the rest, and what is written.
import { afterEach, describe, expect, it } from "@jest/globals";
import pc from "picocolors";
import { approvalOf } from "../../cli/planning/approval.js";
import { runApprove } from "../../cli/planning/run-approve.js";
import type { Session } from "../../cli/session.js";
import { ANNOTATION } from "../../domain/api/keys.js";
import type { WebService } from "../../domain/api/service.js";
import type { ChangeReport, WebServiceStatus } from "../../domain/api/status.js";
import { UID, webService } from "../fixtures/services.js";
import { startFakeApi, type FakeApi, type Rules } from "./fake-api.js";
import { tenfold, type Ran } from "./tenfold.js";

const PLAN = "0123456789ab";

const MOVE: ChangeReport = {
  ...{
    id: "database-move:rds>aurora",
    subject: "database",
    summary: "move the data from RDS to Aurora",
    disruption: "DataMigration",
  },
  ...{ reason: "the target uses Aurora", downtimeSeconds: 600, state: "Waiting", waitingFor: "approval" },
};

type Told = {
  readonly status?: Partial<WebServiceStatus>;
  readonly metadata?: Partial<WebService["metadata"]>;
  readonly suspend?: boolean;
};

function service(change: Partial<ChangeReport> | undefined, { status, metadata, suspend }: Told = {}): WebService {
  const plan = change === undefined ? undefined : { id: PLAN, changes: [{ ...MOVE, ...change }] };
  const made = webService({ userTier: "1M", ...(suspend === true ? { suspend } : {}) });
  return { ...made, metadata: { ...made.metadata, ...metadata }, status: { observedGeneration: 1, plan, ...status } };
}

const words = (approval: ReturnType<typeof approvalOf>) =>
  "why" in approval ? `${approval.why} ${"remedy" in approval ? approval.remedy : ""}` : "";

describe("a plan", () => {
  it("can be approved when a change waits for it, under its own name or none", () => {
    expect(approvalOf(service({}), undefined)).toMatchObject({ kind: "asked", plan: { id: PLAN }, covers: [{ id: MOVE.id }] });
    expect(approvalOf(service({}), PLAN)).toMatchObject({ kind: "asked" });
    expect(approvalOf(service({ waitingFor: "the maintenance window or approval" }), PLAN)).toMatchObject({ kind: "asked" });
  });

  it("is approved once", () => {
    expect(approvalOf(service({}, { metadata: { annotations: { [ANNOTATION.approve]: PLAN } } }), PLAN)).toMatchObject({
      kind: "given",
    });
  });

  it("is not known before the operator has looked at the spec", () => {
    const early = approvalOf(service({}, { metadata: { generation: 2 } }), PLAN);
    expect(early).toMatchObject({ kind: "early" });
    expect(words(early)).toContain("the spec is of generation 2, and the operator has last looked at generation 1");
  });

  it.each<{ readonly title: string; readonly of: WebService; readonly named?: string; readonly says: readonly string[] }>([
    { title: "there is none", of: service(undefined), says: ["nothing waits for an approval"] },
    {
      title: "the service is stalled",
      of: service(undefined, {
        status: {
          conditions: [
            { type: "Stalled", status: "True", reason: "InvalidSpec", message: "", lastTransitionTime: "2026-01-07T12:00:00Z" },
          ],
          problems: [{ reason: "InvalidSpec", message: "spec.port is wrong" }],
        },
      }),
      says: ["the service is stalled: InvalidSpec: spec.port is wrong"],
    },
    { title: "all is under way", of: service({ state: "Running", waitingFor: undefined }), says: ["under way"] },
    {
      title: "the rehearsal comes first",
      of: service({ waitingFor: "the rehearsal" }),
      says: ["waits for the rehearsal", "Approve when it asks for it"],
    },
    {
      title: "what waits is held",
      of: service({ state: "Held", waitingFor: "data only moves up" }),
      says: ["held: data only moves up", "An approval changes nothing about what is held"],
    },
    {
      title: "the service is being deleted",
      of: service({}, { metadata: { deletionTimestamp: "2026-01-07T12:00:00Z" } }),
      says: ["being deleted"],
    },
  ])("is refused when $title", ({ of, named, says }) => {
    const approval = approvalOf(of, named);
    expect(approval.kind).toBe("refused");
    for (const text of says) expect(words(approval)).toContain(text);
  });

  it("is refused under another name, with the present one and what is known of the edit between", () => {
    const managedFields = [
      { manager: "old", operation: "Update", time: "2026-01-01T00:00:00Z", fieldsV1: { "f:spec": {} } },
      { manager: "argocd", operation: "Apply", time: "2026-01-07T11:00:00Z", fieldsV1: { "f:spec": { "f:userTier": {} } } },
      { manager: "tenfold", operation: "Update", subresource: "status", time: "2026-01-07T11:01:00Z", fieldsV1: {} },
    ];
    const text = words(approvalOf(service({}, { metadata: { managedFields } }), "ffffffffffff"));
    expect(text).toContain(`ffffffffffff is not the present plan, which is ${PLAN}: tier 1M, move the data from RDS to Aurora`);
    expect(text).toContain("last changed at 2026-01-07T11:00:00Z by argocd");
    expect(text).toContain(`kubectl tenfold approve shop ${PLAN} -n store`);
  });
});

describe("tenfold approve", () => {
  let api: FakeApi | undefined;
  afterEach(() => api?.close());

  async function approve(
    of: WebService,
    args: readonly string[],
    { meanwhile, ...rules }: Rules & { readonly meanwhile?: (api: FakeApi) => void } = {},
  ): Promise<Ran> {
    const started = await startFakeApi([of], rules);
    api = started;
    if (meanwhile !== undefined) started.meanwhile = () => meanwhile(started);
    return tenfold(["approve", "shop", ...args], { environment: { KUBECONFIG: started.kubeconfig } });
  }

  const approved = () => api?.objects[0]?.metadata.annotations?.[ANNOTATION.approve];

  it("shows the plan and writes its id, with no more rights than get and patch", async () => {
    const ran = await approve(service({}), [PLAN, "--yes"], { forbidden: ["list webservices", "list webserviceclasses"] });
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("1. move the data from RDS to Aurora");
    expect(ran.out).toContain("downtime about 10 min");
    expect(ran.out).toContain(`Plan ${PLAN} of store/shop is approved.`);
    expect(approved()).toBe(PLAN);
    expect(api?.requests.map((line) => line.split(" ")[0])).toEqual(["GET", "PATCH"]);
  });

  it("asks nobody where there is no terminal, and says how to go on", async () => {
    const ran = await approve(service({}), []);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`kubectl tenfold approve shop ${PLAN} -n store --yes`);
    expect(approved()).toBeUndefined();
  });

  it("approves what was approved already once more in words alone", async () => {
    const ran = await approve(service({}, { metadata: { annotations: { [ANNOTATION.approve]: PLAN } } }), ["--yes"]);
    expect(ran).toMatchObject({ code: 0, out: `Plan ${PLAN} of store/shop is approved already.\n` });
    expect(api?.requests).toHaveLength(1);
  });

  it("refuses an outdated plan", async () => {
    const ran = await approve(service({}), ["ffffffffffff", "--yes"]);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: "" });
    expect(ran.err).toContain(`the present plan, which is ${PLAN}`);
    expect(approved()).toBeUndefined();
  });

  it("says of a suspended service that nothing begins yet", async () => {
    const ran = await approve(service({}, { suspend: true }), ["--yes"]);
    expect(ran.out).toContain("The service is suspended");
    expect(approved()).toBe(PLAN);
  });

  it("goes on when only the status was written meanwhile, and not when the plan is another", async () => {
    const rewrite = (change: (of: WebService) => WebService) => (started: FakeApi) => {
      const [before] = started.objects;
      if (before?.metadata.resourceVersion !== "1") return;
      const after = change(before as WebService);
      started.objects[0] = { ...after, metadata: { ...after.metadata, resourceVersion: "2" } };
    };
    const same = await approve(service({}), ["--yes"], { meanwhile: rewrite((of) => of) });
    expect(same.code).toBe(0);
    expect(approved()).toBe(PLAN);
    await api?.close();
    const edited = rewrite((of) => ({ ...of, status: { ...of.status, plan: { id: "other", changes: [MOVE] } } }));
    const other = await approve(service({}), ["--yes"], { meanwhile: edited });
    expect(other.code).toBe(1);
    expect(other.err).toContain("was changed while you were asked: nothing was approved");
    expect(approved()).toBeUndefined();
  });

  it("names the right that is missing", async () => {
    const { code, err } = await approve(service({}), ["--yes"], { forbidden: ["patch webservices"] });
    expect(code).toBe(1);
    expect(err).toContain("you may not patch webservices.tenfold.dev in namespace store");
  });
});

describe("an operator that has not looked at the spec yet", () => {
  const early = service({}, { metadata: { generation: 2 } });

  it("is waited for", async () => {
    const seen = [early, early, service({}, { metadata: { generation: 2 }, status: { observedGeneration: 2 } })];
    const { session, patches, errors } = somebody({ answer: "yes", reads: () => seen.shift() ?? early });
    expect(await runApprove(session, { name: "shop", plan: PLAN }, {})).toBe(0);
    expect(errors).toEqual([expect.stringContaining("Waiting: the spec is of generation 2")]);
    expect(patches).toHaveLength(1);
  });

  it("is not waited for endlessly, and nothing is approved", async () => {
    const { session, patches } = somebody({ answer: "yes", reads: () => early, hour: true });
    await expect(runApprove(session, { name: "shop", plan: PLAN }, {})).rejects.toThrow(
      "which plan is the present one is not known yet",
    );
    expect(patches).toEqual([]);
  });
});

describe("whoever is asked at a terminal", () => {
  it.each([
    { answer: "yes", code: 0 },
    { answer: "y", code: 1 },
    { answer: "", code: 1 },
    { answer: undefined, code: 1 },
  ])("approves with yes alone, in full: $answer", async ({ answer, code }) => {
    const { session, patches, questions } = somebody({ answer, reads: () => service({}) });
    expect(await runApprove(session, { name: "shop", plan: undefined }, {})).toBe(code);
    expect(questions).toEqual([expect.stringContaining(`Approve plan ${PLAN}, which lets begin: ${MOVE.summary}?`)]);
    const metadata = { resourceVersion: "1", uid: UID, annotations: { [ANNOTATION.approve]: PLAN } };
    expect(patches).toEqual(code === 0 ? [{ metadata }] : []);
  });
});

type Somebody = { readonly answer: string | undefined; readonly reads: () => WebService; readonly hour?: boolean };

/** At a terminal, with a cluster of one service. `hour`: so long passes at each look at the clock. */
function somebody({ answer, reads, hour = false }: Somebody) {
  const [patches, questions, errors]: [unknown[], string[], string[]] = [[], [], []];
  let time = 0;
  const remote = {
    namespace: "store",
    read: () => Promise.resolve(reads()),
    patch: (_ref: unknown, patch: unknown) => Promise.resolve(void patches.push(patch)),
  };
  const terminal = {
    ...{
      out: () => undefined,
      err: (text: string) => void errors.push(text),
      isInteractive: true,
      paint: pc.createColors(false),
    },
    ask: (question: string) => {
      questions.push(question);
      return Promise.resolve(answer);
    },
  };
  const now = () => (time += hour ? 3_600_000 : 0);
  const session = { terminal, now, cluster: () => Promise.resolve(remote) } as unknown as Session;
  return { session, patches, questions, errors };
}
