// What a page knows, and what each message makes of it. Pure.
import type { Hello, Link, Message, ServiceLine, ServiceView } from "../model.js";
import { EMPTY_VIEW, keyOf } from "../model.js";

/** Between the page and the program that serves it. */
export type Wire = "connecting" | "open" | "broken" | "refused";

export type PageState = {
  readonly hello: Hello | undefined;
  readonly wire: Wire;
  readonly link: Link;
  readonly services: readonly ServiceLine[];
  /** Services were told at least once. */
  readonly isTold: boolean;
  /** `namespace/name` of the service that is looked at. */
  readonly looked: string | undefined;
  readonly view: ServiceView;
  /** When the program was last heard of, in milliseconds since the epoch. */
  readonly heardAt: number | undefined;
  /** For those who do not see the page: what has just become another. */
  readonly announcement: string;
};

export const AT_FIRST: PageState = {
  hello: undefined,
  wire: "connecting",
  link: { state: "connecting" },
  services: [],
  isTold: false,
  looked: undefined,
  view: EMPTY_VIEW,
  heardAt: undefined,
  announcement: "",
};

export function looking(state: PageState, looked: string | undefined): PageState {
  return looked === state.looked ? state : { ...state, looked, view: EMPTY_VIEW };
}

export function hear(state: PageState, message: Message, now: number): PageState {
  const heard: PageState = { ...state, wire: "open", heardAt: now };
  switch (message.is) {
    case "hello":
      return { ...heard, hello: message.hello };
    case "link":
      return { ...heard, link: message.link, announcement: linkNews(state.link, message.link) ?? state.announcement };
    case "services":
      return { ...heard, services: message.services, isTold: true };
    case "service":
      return {
        ...heard,
        services: state.services.map((line) => (keyOf(line) === keyOf(message.service) ? message.service : line)),
        announcement: serviceNews(state, message.service) ?? state.announcement,
      };
    case "gone":
      return {
        ...heard,
        services: state.services.filter((line) => keyOf(line) !== message.key),
        announcement: `${message.key} is gone.`,
      };
    case "view":
      return message.key === state.looked ? { ...heard, view: { ...state.view, ...message.changed } } : heard;
    case "beat":
      return heard;
  }
}

function linkNews(before: Link, after: Link): string | undefined {
  if (after.state === "lost") return `The cluster does not answer. What is shown may be old.`;
  return after.state === "live" && before.state === "lost" ? "The cluster answers again." : undefined;
}

function serviceNews({ services }: PageState, service: ServiceLine): string | undefined {
  const before = services.find((line) => keyOf(line) === keyOf(service));
  return before?.word === service.word ? undefined : `${service.name}: ${service.word}.`;
}

/** Since when what is shown may be old; undefined: it is as the cluster is now. Null: nothing was ever known. */
export function staleSince({ wire, link, heardAt }: PageState): number | null | undefined {
  if (link.state === "lost") return link.asOf;
  if (wire === "broken" || wire === "refused") return heardAt ?? null;
  return undefined;
}
