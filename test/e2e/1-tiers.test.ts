// On real nodes, with a real database each: from apply to Ready, and what the application finds there.
import { beforeAll, describe, expect, it } from "@jest/globals";
import { apply, list, type Thing } from "./harness/cluster.js";
import {
  applyService,
  call,
  countOf,
  isServing,
  NAMESPACE,
  namespaces,
  pods,
  ready,
  serviceClass,
  SERVICE_NAMES,
  startClient,
} from "./harness/services.js";
import type { Role } from "./counter/database.js";

const PATIENCE_MS = 400_000;

beforeAll(async () => {
  await apply(...namespaces(), await serviceClass());
  await Promise.all(SERVICE_NAMES.map(applyService));
  await startClient();
}, PATIENCE_MS);

describe.each(SERVICE_NAMES)("the service %s", (name) => {
  it(
    "becomes Ready and keeps what it counts in its database",
    async () => {
      await ready(name);
      const before = await countOf(name);
      for (let visit = 1; visit <= 3; visit++) {
        expect(await call(name, "/count", "POST")).toEqual({ count: before + visit });
      }
      expect(await countOf(name)).toBe(before + 3);
    },
    PATIENCE_MS,
  );

  it("gives the application a role of its own, without any privilege on the server", async () => {
    expect(await call<Role>(name, "/role")).toEqual({ name: "app", privileges: [] });
  });

  it("made that role by a Job that ran to its end", async () => {
    type Job = Thing & { readonly status: { readonly succeeded?: number } };
    const jobs = await list<Job>("jobs", "-n", NAMESPACE, "-l", `tenfold.dev/service=${name}`);
    expect(jobs.map(({ status }) => status.succeeded)).toEqual([1]);
  });
});

describe("the web pod and the database", () => {
  it.each([
    { name: "one", where: "on one node", nodes: 1 },
    { name: "ten", where: "on two nodes", nodes: 2 },
  ] as const)(
    "of $name are $where",
    async ({ name, nodes }) => {
      await ready(name);
      const found = [...(await pods(name)).filter(isServing), ...(await pods(name, "db")).filter(isServing)];
      expect(found).toHaveLength(2);
      expect(new Set(found.map(({ spec }) => spec.nodeName)).size).toBe(nodes);
    },
    PATIENCE_MS,
  );
});
