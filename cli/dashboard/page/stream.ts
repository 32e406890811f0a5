// The one stream of a page: server-sent events with the token, opened again whenever it breaks.
import type { Message } from "../model.js";
import { BEAT_MS } from "../model.js";

export type StreamEnds = {
  readonly heard: (message: Message) => void;
  readonly broke: () => void;
  /** The token is not that of the program that runs now. */
  readonly refused: () => void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A program that is alive says so in each beat. */
const SILENCE_MS = 3 * BEAT_MS;

/** Returns how to end it. */
export function openStream(token: string, service: string | undefined, ends: StreamEnds): () => void {
  const ending = new AbortController();
  void keepOpen(ending.signal, { token, service, ends });
  return () => ending.abort();
}

type Stream = { readonly token: string; readonly service: string | undefined; readonly ends: StreamEnds };

async function keepOpen(signal: AbortSignal, stream: Stream): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const outcome = await readOnce(signal, stream).catch(() => "broke" as const);
    if (isAborted(signal)) return;
    if (outcome === "refused") {
      stream.ends.refused();
      return;
    }
    stream.ends.broke();
    pause = outcome === "ended" ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** The compiler takes a flag that others set for one that stays. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function readOnce(signal: AbortSignal, { token, service, ends }: Stream): Promise<"refused" | "broke" | "ended"> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const path = service === undefined ? "/api/stream" : `/api/stream?service=${encodeURIComponent(service)}`;
    const answer = await fetch(path, {
      headers: { authorization: `Bearer ${token}` },
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (answer.status === 401) return "refused";
    if (!answer.ok || answer.body === null) return "broke";
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const events = (rest + next.value).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) ends.heard(JSON.parse(event.slice("data: ".length)) as Message);
    }
    return "ended";
  } finally {
    clearTimeout(timer);
  }
}
