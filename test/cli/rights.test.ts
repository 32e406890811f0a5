// The role that error texts recommend has what the commands use.
import { describe, expect, it } from "@jest/globals";
import { usesIn } from "../../cli/check/rights.js";
import { userManifests } from "../../scripts/rbac/manifests.js";

type Role = {
  readonly metadata: { readonly name: string };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
};

function isAllowed(
  { rules }: Role,
  { verb, group, resource }: { readonly verb: string; readonly group: string; readonly resource: string },
): boolean {
  return rules.some(
    ({ apiGroups, resources, verbs }) => apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb),
  );
}

describe("the role tenfold-cli", () => {
  const role = (userManifests() as readonly Role[]).find(({ metadata }) => metadata.name === "tenfold-cli");
  if (role === undefined) throw new Error("there is no such role");

  it("has all that reading commands use", () => {
    const reading = usesIn("store").filter(({ verb }) => verb !== "patch");
    expect(reading.length).toBeGreaterThan(20);
    expect(reading.filter(({ asked }) => !isAllowed(role, asked)).map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([]);
  });

  it("writes nothing, and reads no Secret", () => {
    expect(role.rules.flatMap(({ verbs }) => verbs).filter((verb) => !["get", "list", "watch"].includes(verb))).toEqual([]);
    expect(role.rules.flatMap(({ resources }) => resources)).not.toContain("secrets");
  });
});
