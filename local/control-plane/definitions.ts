// Waits until the API server serves definitions that were applied a moment ago.
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 200;
const ATTEMPTS = 50;
/** Seen on kubectl 1.36: a definition whose conditions are still null ends `kubectl wait` instead of being waited for. */
const TOO_EARLY = "accessor error";

/** `kubectl` rejects with what the program complained about. Without `selection`: all definitions. */
export async function awaitDefinitions(
  kubectl: (...args: readonly string[]) => Promise<unknown>,
  selection: readonly string[] = ["crd", "--all"],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await kubectl("wait", "--for=condition=Established", "--timeout=60s", ...selection);
      return;
    } catch (error) {
      // By its text alone: an error of Node's own is no Error of whoever runs in another realm, as tests do.
      const isTooEarly = String(error).includes(TOO_EARLY);
      if (!isTooEarly || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
