// An authority like those of RDS: signs itself, and the certificate of each database. Keys are ECDSA on P-256.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import { isIP } from "node:net";
import { bits, integer, octets, oid, sequence, set, small, tagged, text, time, TRUE } from "./der.js";

/** Both in PEM. */
export type Certified = { readonly certificate: string; readonly key: string };

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 3650;
const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const OID = {
  commonName: "2.5.4.3",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  subjectKey: "2.5.29.14",
  authorityKey: "2.5.29.35",
  alternativeNames: "2.5.29.17",
} as const;
const SIGNS_CERTIFICATES = bits(Buffer.from([0x06]), 1);
const SIGNS_DATA = bits(Buffer.from([0x80]), 7);
const V3 = small(2);
const SERIAL_BYTES = 15;

/** `now`: milliseconds since the epoch. */
export function newAuthority(name: string, now: number): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension(OID.basicConstraints, sequence(TRUE), true),
    extension(OID.keyUsage, SIGNS_CERTIFICATES, true),
    extension(OID.subjectKey, octets(keyId(publicKey))),
  ];
  const certificate = signed({ issuer: name, subject: name, publicKey, extensions, now }, privateKey);
  return { certificate, key: pemOf(privateKey) };
}

/** For a server that is reached under these names or addresses. */
export function certify(
  authority: Certified,
  name: string,
  { hosts, now }: { hosts: readonly string[]; now: number },
): Certified {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuerKey = createPrivateKey(authority.key);
  const extensions = [
    extension(OID.basicConstraints, sequence(), true),
    extension(OID.keyUsage, SIGNS_DATA, true),
    extension(OID.subjectKey, octets(keyId(publicKey))),
    extension(OID.authorityKey, sequence(tagged(0, keyId(createPublicKey(issuerKey)), false))),
    extension(OID.alternativeNames, sequence(...hosts.map(alternativeName))),
  ];
  const subject = hosts[0] ?? "";
  return { certificate: signed({ issuer: name, subject, publicKey, extensions, now }, issuerKey), key: pemOf(privateKey) };
}

type ToSign = {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly now: number;
};

function signed({ issuer, subject, publicKey, extensions, now }: ToSign, by: KeyObject): string {
  const body = sequence(
    tagged(0, V3, true),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(SERIAL_BYTES)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    // From the day before: clocks differ.
    sequence(time(now - DAY_MS), time(now + VALID_DAYS * DAY_MS)),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions), true),
  );
  const whole = sequence(body, ECDSA_WITH_SHA256, bits(sign("sha256", body, by)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** A common name has 64 characters at most; who is meant stands in the alternative names anyway. */
function distinguishedName(name: string): Buffer {
  return sequence(set(sequence(oid(OID.commonName), text(name.slice(0, 64)))));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [TRUE] : []), octets(value));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4 ? tagged(7, Buffer.from(host.split(".").map(Number)), false) : tagged(2, Buffer.from(host), false);
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1")
    .update(key.export({ type: "spki", format: "der" }))
    .digest();
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
