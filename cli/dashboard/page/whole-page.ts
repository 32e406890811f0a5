// The whole page, from what is known. Pure.
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import { overview, serviceList } from "./list.js";
import type { PageState } from "./page-state.js";
import { staleSince } from "./page-state.js";
import type { Ask } from "./service.js";
import { servicePage } from "./service.js";
import { sign } from "./signs.js";
import { clock } from "./time.js";

export type Around = {
  readonly now: number;
  readonly ask: Ask;
  /** What became of the last change that was asked for. */
  readonly notice: { readonly ok: boolean; readonly text: string } | undefined;
  readonly forgetNotice: () => void;
  readonly skip: (event: Event) => void;
};

export function wholePage(state: PageState, around: Around): readonly Described[] {
  const { now, ask, skip } = around;
  const stale = staleSince(state);
  const content = state.looked === undefined ? overview(state) : servicePage(state, ask, now);
  return [
    h("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the service"),
    top(state),
    banner(state, now),
    notice(around),
    h(
      "div",
      {
        class: `columns${state.looked === undefined ? "" : " is-looking"}${stale === undefined ? "" : " is-stale"}`,
        key: "columns",
      },
      serviceList(state),
      h("main", { id: "main", tabindex: "-1" }, content),
    ),
  ].filter((part) => part !== undefined);
}

/** Where the page has no token, or one of a program that has ended. */
export function shutPage(why: string): readonly Described[] {
  return [
    top(undefined),
    h(
      "main",
      { id: "main", class: "shut", tabindex: "-1" },
      h("h1", {}, "This page needs its link"),
      h("p", {}, why),
      h("p", {}, "Open the link that ", h("code", {}, "tenfold dashboard"), " printed when it was started last."),
    ),
  ];
}

function top(state: PageState | undefined): Described {
  const mark = h("svg", { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" }, [
    h("path", { d: "M5 25V19M12 25V15M19 25V10M26 25V5" }),
  ]);
  const place = state?.hello === undefined ? "" : `${state.hello.context} · ${state.hello.namespace ?? "all namespaces"}`;
  return h(
    "header",
    { class: "top", key: "top" },
    h("a", { class: "brand", href: "#/" }, mark, "Tenfold"),
    h("span", { class: "where soft" }, place),
    state === undefined ? undefined : liveness(state),
  );
}

function liveness(state: PageState): Described {
  const stale = staleSince(state);
  if (stale === null) return h("span", { class: "live is-failed" }, sign("failed"), "no data");
  if (stale !== undefined) return h("span", { class: "live is-failed" }, sign("failed"), `as of ${clock(stale)}`);
  if (!state.isTold || state.link.state !== "live") return h("span", { class: "live is-working" }, sign("working"), "connecting");
  return h("span", { class: "live is-ready" }, sign("ready"), "live");
}

function banner(state: PageState, now: number): Described | undefined {
  const stale = staleSince(state);
  if (stale === undefined) return undefined;
  const seconds = stale === null ? 0 : Math.max(0, Math.round((now - stale) / 1000));
  const since = stale === null ? "There is no data yet." : `Data as of ${clock(stale)}, ${seconds} s ago: it may be old.`;
  return h(
    "section",
    { class: "banner", "aria-label": "Connection", key: "banner" },
    h("strong", {}, state.link.state === "lost" ? "The cluster is lost." : "tenfold dashboard does not answer."),
    h("span", {}, since),
    h("span", { class: "why" }, why(state)),
  );
}

function why({ link }: PageState): string {
  if (link.state !== "lost") return "Is it still running? The page tries again by itself.";
  const remedy = link.remedy === null ? "" : ` ${link.remedy}`;
  return `${link.message}.${remedy} The page tries again by itself.`;
}

function notice({ notice: told, forgetNotice }: Around): Described | undefined {
  if (told === undefined) return undefined;
  return h(
    "section",
    { class: `notice is-${told.ok ? "ready" : "failed"}`, "aria-label": "What became of it", key: "notice" },
    sign(told.ok ? "ready" : "failed"),
    h("span", {}, told.text),
    h("button", { type: "button", class: "quiet", onclick: forgetNotice }, "Close"),
  );
}
