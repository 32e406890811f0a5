// The permission to send e-mail: from addresses of the class's domain, or not at all.
import { describe, expect, it } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import { missingFromClass } from "../../domain/blueprint/class-needs.js";
import { gaps } from "../../domain/admit/gaps.js";
import { blueprintOf, childrenOf, only, rendered } from "./rendering.js";

const NO_DOMAIN = { domain: undefined, hostedZoneID: undefined };

function policy(...of: Parameters<typeof rendered>): { readonly Statement: readonly { readonly Sid: string }[] } {
  const { spec } = only(rendered(...of), ACK.policy.ref, "app");
  return JSON.parse((spec as { readonly policyDocument: string }).policyDocument) as ReturnType<typeof policy>;
}

describe("a service that sends e-mail", () => {
  it("may do so from addresses of the domain and its subdomains alone", () => {
    expect(policy({ userTier: "1", email: { enabled: true } }).Statement).toEqual([
      {
        Sid: "Email",
        Effect: "Allow",
        Action: ["ses:SendEmail", "ses:SendRawEmail"],
        Resource: ["arn:aws:ses:us-east-1:123456789012:identity/example.com"],
        Condition: { StringLike: { "ses:FromAddress": ["*@example.com", "*@*.example.com"] } },
      },
    ]);
  });

  it("has no such permission in a class without a domain, and keeps its others", () => {
    const sids = policy({ userTier: "5M" }, NO_DOMAIN).Statement.map(({ Sid }) => Sid);
    expect(sids).not.toContain("Email");
    expect(sids).toContain("Queue");
  });

  it("has no identity for that alone", () => {
    expect(childrenOf(rendered({ userTier: "1", email: { enabled: true } }, NO_DOMAIN), ACK.policy.ref)).toEqual([]);
  });

  it("says what the class lacks, in place of what is to be verified in SES", () => {
    const target = blueprintOf({ userTier: "1", email: { enabled: true } }, NO_DOMAIN);
    expect(missingFromClass(target)).toContainEqual(expect.objectContaining({ part: "Identity", field: "class.spec.domain" }));
    const said = gaps(target, { servesScaledObjects: true }).map(({ message }) => message);
    expect(said.filter((message) => message.includes("Amazon SES"))).toEqual([]);
    expect(said.filter((message) => message.startsWith("class.spec.domain is not set"))).toHaveLength(1);
  });
});
