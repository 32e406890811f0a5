// The watch of one kind as a state machine: what each event does in each state.
import { describe, expect, it } from "@jest/globals";
import {
  step,
  type ReflectorEffect,
  type ReflectorInput,
  type ReflectorState,
  type Step,
} from "../../operator/runtime/reflector-state.js";

const LISTING: ReflectorState = { kind: "listing", attempt: 0, missing: false };
const PAGING: ReflectorState = { kind: "paging", attempt: 0, missing: false };
const LIVE: ReflectorState = { kind: "live", resourceVersion: "7", attempt: 0 };

const object = (resourceVersion: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion } });
const added = (resourceVersion: string) =>
  ({ kind: "message", message: { kind: "added", object: object(resourceVersion) } }) as const;
const bookmark = (resourceVersion: string, initialEventsEnd = false) =>
  ({ kind: "message", message: { kind: "bookmark", resourceVersion, initialEventsEnd } }) as const;
const errorEvent = (code: number) => ({ kind: "message", message: { kind: "error", code, message: "" } }) as const;
const refused = (status: number, retryAfterSeconds?: number) => ({ kind: "refused", status, retryAfterSeconds }) as const;

/** Random 1 is the longest pause. */
const act = (state: ReflectorState | undefined, input: ReflectorInput): Step => step(state, input, 1);

const connections = (effects: readonly ReflectorEffect[]) =>
  effects.flatMap((effect) => (effect.kind === "connect" ? [effect.connection] : []));
const pauses = (effects: readonly ReflectorEffect[]) =>
  effects.flatMap((effect) => (effect.kind === "wait" ? [effect.milliseconds] : []));
const kinds = (effects: readonly ReflectorEffect[]) => effects.map(({ kind }) => kind);

/** Runs through all inputs; the timer of a pause fires where `due` is given. */
function story(inputs: readonly ReflectorInput[]): Step {
  return inputs.reduce<Step>((before, input) => act(before.state, input), act(undefined, { kind: "start" }));
}

describe("the first picture", () => {
  it("is asked for with a watch-list", () => {
    const { state, effects } = act(undefined, { kind: "start" });
    expect(state).toEqual(LISTING);
    expect(effects).toEqual([{ kind: "begin" }, { kind: "connect", connection: { kind: "initial" } }]);
  });

  it("is whole at the bookmark that says so, not at another", () => {
    const early = act(LISTING, bookmark("5"));
    expect(early).toEqual({ state: LISTING, effects: [] });
    const whole = act(LISTING, bookmark("9", true));
    expect(whole.state).toEqual({ ...LIVE, resourceVersion: "9" });
    expect(kinds(whole.effects)).toEqual(["sweep"]);
  });

  it.each([400, 422])("comes in pages from a server that answers %i to a watch-list", (status) => {
    const { state, effects } = act(LISTING, refused(status));
    expect(state).toEqual(PAGING);
    expect(effects).toEqual([{ kind: "begin" }, { kind: "connect", connection: { kind: "page" } }]);
  });

  it("goes on with the next page, and begins anew only with the first", () => {
    const { effects } = act(PAGING, {
      kind: "page",
      page: { items: [object("1")], resourceVersion: "5", continueToken: "more" },
    });
    expect(kinds(effects)).toEqual(["deliver", "connect"]);
    expect(connections(effects)).toEqual([{ kind: "page", continueToken: "more" }]);
  });

  it("is whole after the last page and watched from the version of the list", () => {
    const { state, effects } = act(PAGING, { kind: "page", page: { items: [object("1"), object("2")], resourceVersion: "5" } });
    expect(kinds(effects)).toEqual(["deliver", "deliver", "sweep", "connect"]);
    expect(connections(effects)).toEqual([{ kind: "resume", resourceVersion: "5" }]);
    expect(state).toMatchObject({ kind: "live", resourceVersion: "5" });
  });

  it("begins anew after a break", () => {
    const broken = act(LISTING, { kind: "broken" });
    expect(connections(act(broken.state, { kind: "due" }).effects)).toEqual([{ kind: "initial" }]);
  });

  it("in pages begins with the first page after a break", () => {
    const broken = act(PAGING, { kind: "broken" });
    expect(connections(act(broken.state, { kind: "due" }).effects)).toEqual([{ kind: "page" }]);
  });
});

describe("a live watch", () => {
  it("delivers events and remembers the version of the last", () => {
    const { state, effects } = act(LIVE, added("12"));
    expect(state).toEqual({ ...LIVE, resourceVersion: "12" });
    expect(kinds(effects)).toEqual(["deliver"]);
  });

  it("remembers the version of a bookmark", () => {
    expect(act(LIVE, bookmark("30"))).toEqual({ state: { ...LIVE, resourceVersion: "30" }, effects: [] });
  });

  it("is taken up at once where it was when the server ends it in order", () => {
    const { effects } = act(LIVE, { kind: "ended" });
    expect(connections(effects)).toEqual([{ kind: "resume", resourceVersion: "7" }]);
  });

  it("is not taken up at once for ever when it ends before it has said anything", () => {
    const { effects } = story([bookmark("9", true), { kind: "ended" }, { kind: "ended" }]);
    expect(connections(effects)).toEqual([]);
    expect(pauses(effects)).toHaveLength(1);
  });

  it("is taken up where it was after a break, after a pause", () => {
    const broken = act(LIVE, { kind: "broken" });
    expect(pauses(broken.effects)).toEqual([500]);
    expect(connections(act(broken.state, { kind: "due" }).effects)).toEqual([{ kind: "resume", resourceVersion: "7" }]);
  });

  it.each([
    { name: "an event", input: errorEvent(410) },
    { name: "an answer", input: refused(410) },
  ])("begins a new picture at once when $name says that its version is too old", ({ input }) => {
    const { state, effects } = act(LIVE, input);
    expect(state.kind).toBe("listing");
    expect(kinds(effects)).toEqual(["begin", "connect"]);
    expect(connections(effects)).toEqual([{ kind: "initial" }]);
  });

  it("begins a new picture after any other error event, after a pause", () => {
    const { state, effects } = act(LIVE, errorEvent(500));
    expect(pauses(effects)).toEqual([500]);
    expect(connections(act(state, { kind: "due" }).effects)).toEqual([{ kind: "initial" }]);
  });

  it.each([401, 403, 429, 500, 503])("keeps its place when the server answers %i", (status) => {
    const { state } = act(LIVE, refused(status));
    expect(connections(act(state, { kind: "due" }).effects)).toEqual([{ kind: "resume", resourceVersion: "7" }]);
  });
});

describe("pauses", () => {
  const failures = (count: number) => Array.from({ length: count }, () => [{ kind: "broken" }, { kind: "due" }] as const).flat();

  it("double from half a second up to 30 seconds and never end", () => {
    const lengths = Array.from({ length: 10 }, (_, index) => pauses(story([...failures(index), { kind: "broken" }]).effects)[0]);
    expect(lengths).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    expect(pauses(story([...failures(5000), { kind: "broken" }]).effects)).toEqual([30_000]);
  });

  it("are short again once something was heard", () => {
    const live = story([...failures(6), bookmark("9", true)]);
    expect(pauses(act(live.state, { kind: "broken" }).effects)).toEqual([500]);
  });

  it("are up to half shorter by chance", () => {
    expect(pauses(step(LIVE, { kind: "broken" }, 0).effects)).toEqual([250]);
  });

  it("last at least as long as the server asks, within reason", () => {
    expect(pauses(act(LIVE, refused(429, 20)).effects)).toEqual([20_000]);
    expect(pauses(act(LIVE, refused(429, 86_400)).effects)).toEqual([120_000]);
  });

  it("come before the next try when a picture is too old again and again", () => {
    const again = story([
      bookmark("9", true),
      errorEvent(410),
      refused(422),
      {
        kind: "page",
        page: { items: [], resourceVersion: "5" },
      },
      errorEvent(410),
    ]);
    expect(connections(again.effects)).toEqual([]);
    expect(pauses(again.effects)).toHaveLength(1);
  });

  it("come also when the first picture itself is refused as too old", () => {
    expect(pauses(act(LISTING, refused(410)).effects)).toEqual([500]);
  });
});

describe("a kind that is not served", () => {
  it("has no objects any more and is asked for again", () => {
    const { state, effects } = act(LIVE, refused(404));
    expect(kinds(effects)).toEqual(["clear", "wait"]);
    expect(state).toMatchObject({ kind: "waiting", missing: true, next: { kind: "initial" } });
  });

  it("stays missing while it is asked for, also when the asking fails, until there is a picture", () => {
    const asking = story([refused(404), { kind: "due" }]);
    expect(asking.state).toMatchObject({ kind: "listing", missing: true });
    const failed = act(asking.state, { kind: "broken" });
    expect(failed.state).toMatchObject({ kind: "waiting", missing: true });
    const served = act(act(failed.state, { kind: "due" }).state, bookmark("9", true));
    expect(served.state).toEqual({ ...LIVE, resourceVersion: "9" });
  });

  it("is asked for less and less often", () => {
    const third = story([refused(404), { kind: "due" }, refused(404), { kind: "due" }, refused(404)]);
    expect(pauses(third.effects)).toEqual([2000]);
  });
});

it("a timer that fires late changes nothing", () => {
  expect(act(LIVE, { kind: "due" })).toEqual({ state: LIVE, effects: [] });
});

it.each<ReflectorInput>([{ kind: "broken" }, { kind: "ended" }, { kind: "due" }, { kind: "start" }, added("8"), refused(500)])(
  "nothing happens after stop: %j",
  (input) => {
    const stopped = act(LIVE, { kind: "stop" });
    expect(act(stopped.state, input)).toEqual({ state: { kind: "stopped" }, effects: [] });
  },
);
