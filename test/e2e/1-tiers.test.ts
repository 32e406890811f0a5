// On real nodes, with a real database each: from apply to Ready, and what the application finds there.
import { beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { apply, list, type Thing } from "./harness/cluster.js";
import { call, countOf, NAMESPACE, namespaces, ready, SERVICE_NAMES, startClient, webService } from "./harness/services.js";
import type { Role } from "./counter/database.js";

const PATIENCE_MS = 400_000;

beforeAll(async () => {
  await apply(...namespaces(), parse(readFileSync("deploy/examples/class.yaml", "utf8")));
  await apply(...SERVICE_NAMES.map(webService));
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
