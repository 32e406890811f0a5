// The front end: holds what is known, draws it when something changes, and asks for changes.
import type { ChangeAnswer, ChangeRequest, Message } from "../model.js";
import { keyOf } from "../model.js";
import { confirm } from "./confirm.js";
import { show } from "./dom.js";
import type { PageState } from "./page-state.js";
import { AT_FIRST, hear, looking, staleSince } from "./page-state.js";
import { addressOf, serviceIn } from "./route.js";
import { openStream } from "./stream.js";
import { takeToken } from "./token.js";
import type { Around } from "./whole-page.js";
import { shutPage, wholePage } from "./whole-page.js";

const app = part("app", HTMLElement);
const dialog = part("confirm", HTMLDialogElement);
const speech = part("speech", HTMLElement);

let state: PageState = AT_FIRST;
let notice: Around["notice"];
let isDrawing = false;
let token = takeToken();
let endStream = (): void => undefined;

function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}

/** At most once for each picture that the screen shows; also in a tab that nobody sees, where no pictures are asked for. */
function drawSoon(): void {
  if (isDrawing) return;
  isDrawing = true;
  if (document.hidden) setTimeout(draw);
  else requestAnimationFrame(draw);
}

function draw(): void {
  isDrawing = false;
  if (state.wire === "refused" || token === undefined) {
    show(
      app,
      shutPage(token === undefined ? "It was opened without its token." : "tenfold dashboard was started anew since then."),
    );
    return;
  }
  show(app, wholePage(state, { now: Date.now(), ask, notice, forgetNotice: () => tell(undefined), skip }));
  if (speech.textContent !== state.announcement) speech.textContent = state.announcement;
  document.title = titleOf(state);
}

function titleOf({ looked, services, ...rest }: PageState): string {
  const line = services.find((service) => keyOf(service) === looked);
  const old = staleSince({ looked, services, ...rest }) === undefined ? "" : "(old) ";
  return line === undefined ? `${old}Tenfold` : `${old}${line.name}: ${line.word} – Tenfold`;
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function tell(told: Around["notice"]): void {
  notice = told;
  if (told !== undefined) state = { ...state, announcement: told.text };
  drawSoon();
}

function ask(request: ChangeRequest): void {
  void confirm(dialog, request, state.view.plan).then((isWanted) => (isWanted ? change(request) : undefined));
}

async function change(request: ChangeRequest): Promise<void> {
  try {
    const answer = await fetch("/api/change", {
      method: "POST",
      headers: { authorization: `Bearer ${token ?? ""}`, "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const told = (await answer.json()) as ChangeAnswer;
    const remedy = told.ok || told.remedy === null ? "" : ` ${told.remedy}`;
    tell({ ok: told.ok, text: `${told.message}.${remedy}` });
  } catch {
    tell({
      ok: false,
      text: "tenfold dashboard does not answer: nothing was changed, or nobody can tell. Look at the plan again.",
    });
  }
}

function heard(message: Message): void {
  state = hear(state, message, Date.now());
  const [only] = state.services;
  // Where there is one service, nobody has to choose it.
  if (message.is === "services" && state.services.length === 1 && only !== undefined && state.looked === undefined) {
    history.replaceState(null, "", addressOf(keyOf(only)));
    look(false);
  }
  drawSoon();
}

/** A stream tells of one service: another one, another stream. */
function look(isChosen: boolean): void {
  if (token === undefined) return;
  state = looking(state, serviceIn(location.hash));
  endStream();
  endStream = openStream(token, state.looked, {
    heard,
    broke: () => {
      state = { ...state, wire: "broken", announcement: "tenfold dashboard does not answer. What is shown may be old." };
      drawSoon();
    },
    refused: () => {
      state = { ...state, wire: "refused" };
      drawSoon();
    },
  });
  draw();
  if (!isChosen) return;
  app.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

addEventListener("hashchange", () => {
  const given = takeToken();
  if (given !== undefined && given !== token) {
    token = given;
    state = AT_FIRST;
  }
  look(true);
});
// Ages, and how old lost data is.
setInterval(drawSoon, 5000);
draw();
look(false);
