// `tenfold dashboard`: opens the cluster, serves the page, and goes on until it is interrupted.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { VERSION } from "../../domain/api/release.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { Board } from "./board.js";
import { openInBrowser } from "./open-in-browser.js";
import { servePage } from "./page-server.js";

export type DashboardFlags = { readonly port: number; readonly allowChanges?: boolean; readonly open?: boolean };

const TOKEN_BYTES = 32;

export async function runDashboard(session: Session, flags: DashboardFlags): Promise<ExitCode> {
  const {
    terminal,
    flags: { allNamespaces },
  } = session;
  const remote = await session.cluster();
  const namespace = allNamespaces === true ? undefined : remote.namespace;
  const mayChange = flags.allowChanges === true;
  const ending = new AbortController();
  const board = new Board({ remote, namespace, now: session.now });
  const hello = { version: VERSION, context: remote.context, server: remote.server, namespace: namespace ?? null, mayChange };
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const server = await servePage({ port: flags.port, token, hello, board, remote });
  const link = `http://127.0.0.1:${server.port}/#token=${token}`;
  terminal.out(link);
  terminal.err(
    [
      `Shows ${namespace === undefined ? "all namespaces" : `namespace ${namespace}`} of context ${remote.context}, ${mayChange ? "and approves, suspends and resumes what you may" : "and changes nothing"}.`,
      "Whoever has the link sees it with your rights, as long as this runs. Ctrl-C ends it.",
    ].join("\n"),
  );
  const forget =
    flags.open === true
      ? await openInBrowser(link, (why) => terminal.err(`cannot open a browser: ${why}. Open the link yourself.`))
      : undefined;
  const running = board.run(ending.signal);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  ending.abort();
  await server.close();
  await running;
  await forget?.();
  return EXIT.done;
}
