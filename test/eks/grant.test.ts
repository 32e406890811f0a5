import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In place of the AWS command line: writes down what it is asked, keeps the documents, knows what the test says exists. */
const FAKE_AWS = `#!/bin/sh
printf '%s\\n' "$*" >> "$LOG/calls"
for argument in "$@"; do
  case "$argument" in file://*) cp "\${argument#file://}" "$LOG/$(basename "$argument").$2" ;; esac
done
case "$2" in
  get-policy | get-role) [ -n "\${EXISTS:-}" ] || exit 254 ;;
  list-pod-identity-associations) echo "\${EXISTS:-None}" ;;
esac
`;

const SETTINGS = { REGION: "eu-west-1", ACCOUNT_ID: "123456789012", CLUSTER_NAME: "blue", HOSTED_ZONE_ID: "Z0123" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenfold-grant-"));
  await writeFile(join(folder, "aws"), FAKE_AWS);
  await chmod(join(folder, "aws"), 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Result = { readonly code: number; readonly err: string };

function grant(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Result> {
  const path = `${folder}:${process.env.PATH ?? ""}`;
  return new Promise((resolve) => {
    execFile("sh", ["deploy/eks/grant.sh", ...args], { env: { PATH: path, LOG: folder, ...env } }, (error, _, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), err });
    });
  });
}

const callsMade = async () => (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
const verbs = async () => (await callsMade()).map((call) => call.split(" ").slice(0, 2).join(" "));
const ROUTE53 = ["route53", "ack-system", "ack-route53-controller"] as const;

describe("grant.sh", () => {
  it("makes policy, role and association, with everything filled in", async () => {
    expect(await grant(ROUTE53, SETTINGS)).toMatchObject({ code: 0 });
    expect(await verbs()).toEqual([
      "iam get-policy",
      "iam create-policy",
      "iam get-role",
      "iam create-role",
      "iam attach-role-policy",
      "eks list-pod-identity-associations",
      "eks create-pod-identity-association",
    ]);
    const text = await readFile(join(folder, "policy.json.create-policy"), "utf8");
    expect(text).toContain("arn:aws:route53:::hostedzone/Z0123");
    const trust = JSON.parse(await readFile(join(folder, "trust.json.create-role"), "utf8")) as {
      readonly Statement: readonly { readonly Condition: unknown }[];
    };
    expect(trust.Statement[0]?.Condition).toEqual({
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:eu-west-1:123456789012:cluster/blue",
        "aws:RequestTag/kubernetes-namespace": "ack-system",
        "aws:RequestTag/kubernetes-service-account": "ack-route53-controller",
      },
    });
    expect((await callsMade()).at(-1)).toContain("--role-arn arn:aws:iam::123456789012:role/blue-ack-route53-controller");
  });

  it("can be run again: what exists is renewed", async () => {
    expect(await grant(ROUTE53, { ...SETTINGS, EXISTS: "a-1" })).toMatchObject({ code: 0 });
    expect(await verbs()).toEqual([
      "iam get-policy",
      "iam create-policy-version",
      "iam get-role",
      "iam update-assume-role-policy",
      "iam attach-role-policy",
      "eks list-pod-identity-associations",
    ]);
  });

  it("leaves no word in capitals in any policy, and JSON as it was", async () => {
    const names = (await readdir("deploy/eks/iam")).filter((name) => name.endsWith(".json") && name !== "trust.json");
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) {
      expect(await grant([name.replace(".json", ""), "some-space", "some-account"], SETTINGS)).toMatchObject({ code: 0 });
      const text = await readFile(join(folder, "policy.json.create-policy"), "utf8");
      expect(text).not.toMatch(/REGION|ACCOUNT|CLUSTER_NAME|HOSTED_ZONE|NAMESPACE/);
      JSON.parse(text);
    }
  });

  it("asks for what is missing, and for a zone only where one is needed", async () => {
    const { HOSTED_ZONE_ID, ...withoutZone } = SETTINGS;
    expect(HOSTED_ZONE_ID).toBe("Z0123");
    const refused = await grant(ROUTE53, withoutZone);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain("set HOSTED_ZONE_ID");
    expect(await grant(["sqs", "ack-system", "ack-sqs-controller"], withoutZone)).toMatchObject({ code: 0 });
    expect((await grant(ROUTE53, {})).err).toContain("set REGION");
  });
});
