// The dashboard as a user has it: the real program with a kubeconfig, and a real browser with its link.
import axe from "axe-core";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { CHROMIUM_REMEDY, chromiumProgram } from "../../scripts/testing/chromium.js";
import { environment } from "./harness/environment.js";

export type Dashboard = { readonly link: string; stop(): Promise<number> };
export type Look = { readonly width: number; readonly scheme: "light" | "dark" };

const running = new Set<ChildProcess>();

export async function startDashboard(kubeconfig: string, namespace: string, ...flags: readonly string[]): Promise<Dashboard> {
  const rest = ["dashboard", "--kubeconfig", kubeconfig, "-n", namespace, ...flags];
  const child = spawn(process.execPath, ["dist/cli/main.js", ...rest], { stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.pipe(createWriteStream(join(environment().logs, "dashboard.log"), { flags: "a" }));
  running.add(child);
  const [said] = (await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => Promise.reject(new Error("the dashboard ended"))),
  ])) as [Buffer];
  return {
    link: said.toString("utf8").trim(),
    stop: async () => {
      running.delete(child);
      if (child.exitCode !== null) return child.exitCode;
      child.kill("SIGTERM");
      const [code] = (await once(child, "exit")) as [number | null];
      return code ?? -1;
    },
  };
}

let browser: Browser | undefined;

/** Chromium's own sandbox needs a user who is not root; the tests may run as root, and show nothing but our own page. */
export async function openPage(link: string, { width, scheme }: Look): Promise<Page> {
  const executablePath = chromiumProgram();
  if (executablePath === undefined) throw new Error(CHROMIUM_REMEDY);
  browser ??= await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: "reduce" });
  await page.goto(link);
  return page;
}

/** For afterAll. */
export async function stopDashboards(): Promise<void> {
  await browser?.close();
  browser = undefined;
  for (const child of running) child.kill("SIGKILL");
  running.clear();
}

/** What an axe finds, in words; nothing where all is well. */
export async function accessibilityComplaints(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

/** Whether something is wider than the screen. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
