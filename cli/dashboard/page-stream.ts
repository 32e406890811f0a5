// What one page has been told, and so what it is to be told next: only what differs. Pure.
import type { Link, Message, ServiceLine, ServiceView } from "./model.js";
import { EMPTY_VIEW, keyOf } from "./model.js";

export type Now = {
  readonly link: Link;
  readonly lines: readonly ServiceLine[];
  /** Of the service that the page looks at; undefined: it looks at none, or there is no such service. */
  readonly view: { readonly key: string; readonly view: ServiceView } | undefined;
};

export type Told = {
  readonly link: string;
  readonly lines: ReadonlyMap<string, string>;
  readonly view: ReadonlyMap<string, string>;
};

export const TOLD_NOTHING: Told = { link: "", lines: new Map(), view: new Map() };

export function news(told: Told, now: Now): { readonly messages: readonly Message[]; readonly told: Told } {
  const link = JSON.stringify(now.link);
  const lines = new Map(now.lines.map((line) => [keyOf(line), JSON.stringify(line)]));
  const view = new Map(now.view === undefined ? [] : sections(now.view.view));
  const messages: Message[] = [
    ...(link === told.link ? [] : [{ is: "link", link: now.link } satisfies Message]),
    ...lineNews(told, now, lines),
    ...viewNews(told.view, now.view, view),
  ];
  return { messages, told: { link, lines, view } };
}

/** All of them at first, and whenever one came: a page keeps the order that it is told. */
function lineNews(told: Told, now: Now, lines: Told["lines"]): readonly Message[] {
  const came = now.lines.some((line) => !told.lines.has(keyOf(line)));
  if (told === TOLD_NOTHING || came) return [{ is: "services", services: now.lines }];
  const other = now.lines.filter((line) => told.lines.get(keyOf(line)) !== lines.get(keyOf(line)));
  const gone = [...told.lines.keys()].filter((key) => !lines.has(key));
  return [...other.map((service): Message => ({ is: "service", service })), ...gone.map((key): Message => ({ is: "gone", key }))];
}

function sections(view: ServiceView): readonly (readonly [string, string])[] {
  return Object.entries(view).map(([section, value]) => [section, JSON.stringify(value)]);
}

function viewNews(before: Told["view"], now: Now["view"], after: Told["view"]): readonly Message[] {
  if (now === undefined) return [];
  const other = Object.keys(EMPTY_VIEW).filter((section) => before.get(section) !== after.get(section));
  if (other.length === 0) return [];
  const changed = Object.fromEntries(Object.entries(now.view).filter(([section]) => other.includes(section)));
  return [{ is: "view", key: now.key, changed }];
}

/** One event of a stream of server-sent events. */
export function asEvent(message: Message): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
