import { describe, expect, it } from "@jest/globals";
import { prepare } from "../../cdk8s/prepare.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { isSecretThere } from "../../operator/reconcile/act/apply-children.js";
import { secretsOf } from "../../operator/reconcile/act/label-secrets.js";
import type { Memory } from "../../operator/reconcile/memory.js";
import { blueprintOf } from "../cdk8s/rendering.js";
import { allLate, OPTIONS } from "../cdk8s/arbitrary.js";

const target = blueprintOf({ userTier: "100k" });
const { children } = prepare({ blueprint: target, late: allLate({}), options: OPTIONS });
const secret = children.find(({ role }) => role === "pooler-admin");
const forgetful = { secrets: new Set<string>() } as unknown as Memory;
const seen = (role: string) => new Map([[role, { kind: "Deployment", role } as ChildRecord]]);

describe("the Secret of the poolers' console", () => {
  it("is there where a pooler is, so that an operator that starts anew asks nobody", () => {
    if (secret === undefined) throw new Error("no Secret");
    expect(isSecretThere(secret, seen("pooler"), forgetful)).toBe(true);
    expect(isSecretThere(secret, seen("web"), forgetful)).toBe(false);
  });

  it("is kept and deleted by its name with the others, whatever the operator can see", () => {
    const named = secretsOf(target.identity, []).map(({ name }) => name);
    expect(named).toContain(secret?.name);
  });
});
