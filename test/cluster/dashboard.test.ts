// The dashboard against a real API server and a real operator, in a real browser.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { TIERS } from "../../domain/api/tier.js";
import { tokenKubeconfig } from "../../local/control-plane/token-kubeconfig.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { accessibilityComplaints, isTooWide, openPage, startDashboard, stopDashboards } from "./dashboard-page.js";
import { apply, eventually, freshNamespace, mergePatch, ready, service } from "./harness/api.js";
import { startProxy } from "./harness/api-proxy.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 240_000;
/** Of what a page shows after the cluster has it. */
const SHOWN_MS = 60_000;
const PICTURES = join(".build", "dashboard");
const WIDE = { width: 1440, scheme: "light" } as const;

let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("dashboard");
  await startOperator({ namespaces: [namespace] });
  mkdirSync(PICTURES, { recursive: true });
}, PATIENCE_MS);
afterAll(async () => {
  await stopDashboards();
  await stopOperators();
}, PATIENCE_MS);

const admin = () => environment().adminKubeconfig;
const nameOf = (tier: string) => `shop-${tier.toLowerCase()}`;
const shows = (page: Page, selector: string, text: string | RegExp) =>
  page.locator(selector).filter({ hasText: text }).first().waitFor({ timeout: SHOWN_MS });

async function look(page: Page, name: string): Promise<void> {
  await page.locator(".services a").filter({ hasText: name }).first().click();
  await shows(page, "main h1", name);
  await shows(page, ".cost h2", "Cost");
}

describe("a page that is open", () => {
  test(
    "follows a service from its first moment to Ready, without being loaded again",
    async () => {
      const dashboard = await startDashboard(admin(), namespace);
      const page = await openPage(dashboard.link, WIDE);
      await shows(page, ".services", "There is no WebService in namespace");
      await page.evaluate("window.isTheSame = true");
      await apply(webService(namespace, "live", { userTier: 10, env: [{ name: "KEY", value: "a-value-of-the-spec" }] }));
      await shows(page, "main h1", "live");
      await shows(page, "main .head .badge", "Ready");
      await eventually("every box of the picture is ready", async () => {
        const boxes = await page.locator(".picture svg.wide [data-node]").count();
        return boxes > 2 && (await page.locator(".picture svg.wide [data-node].is-ready").count()) === boxes;
      });
      await shows(page, ".parts", "Workload");
      await shows(page, ".events", "WebService live");
      expect(await page.evaluate("window.isTheSame")).toBe(true);
      expect(await page.locator(".live").innerText()).toContain("live");
      expect(page.url()).not.toContain("token");
      // Nothing of a spec's variables, of Secrets or of the token is in what the page was told.
      expect(await page.content()).not.toContain("a-value-of-the-spec");
      expect(await dashboard.stop()).toBe(0);
      await shows(page, ".banner", "does not answer");
      await page.close();
    },
    PATIENCE_MS,
  );

  test.each([
    { how: "its connections break", cutsWatches: true },
    { how: "it falls silent while the watch stands", cutsWatches: false },
  ])(
    "says that the cluster is lost and as of when its data is, and goes on when it is back: $how",
    async ({ cutsWatches }) => {
      let isCut = false;
      const proxy = await startProxy("dashboard", (_, response) => (isCut ? Boolean(response.destroy()) : false), admin());
      const dashboard = await startDashboard(proxy.kubeconfig, namespace, "--allow-changes");
      const page = await openPage(dashboard.link, WIDE);
      await shows(page, "main .head .badge", "Ready");
      isCut = true;
      if (cutsWatches) proxy.cutWatches();
      await shows(page, ".banner", /The cluster is lost\..*Data as of \d\d:\d\d:\d\d/s);
      expect(await page.locator(".live").innerText()).toMatch(/as of \d\d:\d\d:\d\d/);
      expect(await page.title()).toContain("(old)");
      expect(await page.getByRole("button", { name: /Suspend/ }).count()).toBe(0);
      expect(await accessibilityComplaints(page)).toEqual([]);
      isCut = false;
      await page.locator(".banner").waitFor({ state: "detached", timeout: SHOWN_MS });
      await shows(page, ".live", "live");
      await page.close();
      await dashboard.stop();
      proxy.close();
    },
    PATIENCE_MS,
  );
});

describe("a plan", () => {
  beforeAll(async () => {
    await apply(webService(namespace, "planned", { userTier: 100, database: { instanceClass: "db.t4g.medium" } }));
    const live = await ready(namespace, "planned", PATIENCE_MS);
    await mergePatch(live, { spec: { database: { instanceClass: "db.t4g.small" } } });
    await eventually("a plan that waits", async () => (await service(namespace, "planned")).status?.plan !== undefined);
  }, PATIENCE_MS);

  test(
    "is shown to whoever may only read, with the reason why it cannot be approved here",
    async () => {
      const dashboard = await startDashboard(admin(), namespace);
      const page = await openPage(dashboard.link, WIDE);
      await look(page, "planned");
      const button = page.getByRole("button", { name: /^Approve plan/ });
      expect(await button.getAttribute("aria-disabled")).toBe("true");
      await shows(page, ".approval", "--allow-changes");
      await button.focus();
      await page.keyboard.press("Enter");
      expect(await page.locator("dialog[open]").count()).toBe(0);
      expect(await accessibilityComplaints(page)).toEqual([]);
      await page.close();
      await dashboard.stop();
    },
    PATIENCE_MS,
  );

  test(
    "appears, and is approved by keyboard alone",
    async () => {
      const dashboard = await startDashboard(admin(), namespace, "--allow-changes");
      const page = await openPage(dashboard.link, WIDE);
      await shows(page, ".services", "planned");
      const id = (await service(namespace, "planned")).status?.plan?.id ?? "";
      const focused = () => page.evaluate<string>("document.activeElement?.textContent ?? ''");
      const tabTo = async (text: string) => {
        for (let steps = 0; steps < 60 && !(await focused()).startsWith(text); steps += 1) await page.keyboard.press("Tab");
        expect(await focused()).toContain(text);
      };
      await page.keyboard.press("Tab");
      expect(await focused()).toBe("Skip to the service");
      await tabTo("planned");
      await page.keyboard.press("Enter");
      await shows(page, ".plan", /Failover|Restart/);
      await shows(page, ".plan", "a month");
      await shows(page, ".plan", "Waits");
      await tabTo(`Approve plan ${id}`);
      await page.keyboard.press("Enter");
      await shows(page, "dialog[open]", "All of this may then happen");
      expect(await accessibilityComplaints(page)).toEqual([]);
      // Cancel comes first: whoever presses Enter twice has approved nothing.
      expect(await focused()).toBe("Cancel");
      await page.keyboard.press("Escape");
      expect((await service(namespace, "planned")).metadata.annotations?.["tenfold.dev/approve"]).toBeUndefined();
      await tabTo(`Approve plan ${id}`);
      await page.keyboard.press("Enter");
      await tabTo(`Approve ${id}`);
      await page.keyboard.press("Enter");
      await shows(page, ".notice", `plan ${id} of planned is approved`);
      expect((await service(namespace, "planned")).metadata.annotations?.["tenfold.dev/approve"]).toBe(id);
      await page.locator(".plan").waitFor({ state: "detached", timeout: SHOWN_MS * 2 });
      await shows(page, "main .head .badge", "Ready");
      await page.close();
      await dashboard.stop();
    },
    PATIENCE_MS,
  );

  test(
    "of a page that may change: suspends and resumes",
    async () => {
      const dashboard = await startDashboard(admin(), namespace, "--allow-changes");
      const page = await openPage(dashboard.link, WIDE);
      await look(page, "planned");
      await page.getByRole("button", { name: "Suspend…" }).click();
      await page.locator("dialog[open]").getByRole("button", { name: "Suspend" }).click();
      await shows(page, "main .head .badge", "Suspended");
      await page.getByRole("button", { name: "Resume…" }).click();
      await page.locator("dialog[open]").getByRole("button", { name: "Resume" }).click();
      await shows(page, "main .head .badge", "Ready");
      await page.close();
      await dashboard.stop();
    },
    PATIENCE_MS,
  );
});

describe("whoever has few rights", () => {
  test(
    "sees the rest, and which right is missing",
    async () => {
      const kubeconfig = await visitor();
      const dashboard = await startDashboard(kubeconfig, namespace);
      const page = await openPage(dashboard.link, WIDE);
      await shows(page, ".services", "live");
      await page.locator(".services a").filter({ hasText: "live" }).first().click();
      await shows(page, ".unread", "you may not list pods in namespace");
      await shows(page, ".unread", "you may not list events in namespace");
      await shows(page, ".parts", "Workload");
      await shows(page, "main .head .badge", "Ready");
      expect(await accessibilityComplaints(page)).toEqual([]);
      await page.close();
      await dashboard.stop();
    },
    PATIENCE_MS,
  );

  async function visitor(): Promise<string> {
    const user = async (path: string, body: unknown) => callApiOrThrow(environment().admin, { method: "POST", path, body });
    const rbac = "/apis/rbac.authorization.k8s.io/v1";
    const rule = { apiGroups: ["tenfold.dev"], resources: ["webservices"], verbs: ["get", "list", "watch"] };
    const subjects = [{ kind: "ServiceAccount", name: "visitor", namespace }];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "visitor" };
    const metadata = { name: "visitor" };
    await user(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata });
    await user(`${rbac}/namespaces/${namespace}/roles`, { metadata, rules: [rule] });
    await user(`${rbac}/namespaces/${namespace}/rolebindings`, { metadata, subjects, roleRef });
    const path = join(environment().logs, "visitor.kubeconfig");
    return tokenKubeconfig({ admin: environment().admin }, { namespace, serviceAccount: "visitor", path });
  }
});

describe("each tier", () => {
  beforeAll(async () => {
    for (const tier of TIERS) await apply(webService(namespace, nameOf(tier), spec(tier)));
    for (const tier of TIERS) await ready(namespace, nameOf(tier), PATIENCE_MS);
  }, PATIENCE_MS * 2);

  test.each([
    { width: 1440, scheme: "light" },
    { width: 1440, scheme: "dark" },
    { width: 360, scheme: "light" },
    { width: 360, scheme: "dark" },
  ] as const)(
    "is shown at $width in $scheme so that everybody can read it",
    async ({ width, scheme }) => {
      const dashboard = await startDashboard(admin(), namespace);
      const page = await openPage(dashboard.link, { width, scheme });
      await shows(page, ".services", nameOf("10M"));
      expect(await accessibilityComplaints(page)).toEqual([]);
      for (const tier of TIERS) {
        if (width < 800 && tier !== TIERS[0]) await page.locator("a.back").click();
        await page.locator(`.services a[href$="/${nameOf(tier)}"]`).click();
        await shows(page, "main h1", nameOf(tier));
        await shows(page, ".picture .legend", "ready");
        await page.locator(".events ol:visible").first().waitFor({ timeout: SHOWN_MS });
        await page.screenshot({ path: join(PICTURES, `${nameOf(tier)}-${width}-${scheme}.png`), fullPage: true });
        expect([tier, await accessibilityComplaints(page), await isTooWide(page)]).toEqual([tier, [], false]);
      }
      await page.close();
      await dashboard.stop();
    },
    PATIENCE_MS,
  );
});

function spec(tier: string): Record<string, unknown> {
  const isLarge = tier === "5M" || tier === "10M";
  return {
    userTier: tier,
    hosts: [`${nameOf(tier)}.example.com`],
    ...(isLarge ? { workers: [{ name: "mail" }], services: [{ name: "search", image: "registry.example.com/search:1" }] } : {}),
  };
}
