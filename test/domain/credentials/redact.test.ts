import { describe, expect, it } from "@jest/globals";
import { quotable } from "../../../domain/credentials/redact.js";

describe("a text of somebody else", () => {
  it.each([
    "password=s3cr3t",
    'DB_PASSWORD: "s3cr3t and more"',
    '{"apiKey":"s3cr3t"}',
    "client_secret='s3cr3t'",
    "https://user:s3cr3t@registry.example.com/v2/",
    "Authorization: Bearer s3cr3t",
  ])("loses its secret: %s", (text) => {
    expect(quotable(`failed: ${text} (try again)`, 200)).toContain("[redacted]");
    expect(quotable(`failed: ${text} (try again)`, 200)).not.toContain("s3cr3t");
  });

  it.each([
    'secret "shop-tls" not found',
    'MountVolume.SetUp failed for volume "app-token" : object not registered',
    "exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3",
  ])("stays as it is without one: %s", (text) => {
    expect(quotable(text, 200)).toBe(text);
  });

  it("is not cut within a character", () => {
    expect(quotable("ab😀cd", 4)).toBe("ab…");
  });
});
