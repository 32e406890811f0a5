// What RDS refuses the operator itself, in words for whoever can put it right.
import { CloudRefusal } from "../ports/cloud-replicas.js";

const FORBIDDEN: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "OptInRequired",
]);
const WITHOUT_CREDENTIALS: ReadonlySet<string> = new Set([
  ...["CredentialsProviderError", "InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"],
]);

/** What nobody but a person can put right is said so that a person can. */
export async function allowed<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (FORBIDDEN.has(error.name)) {
      const remedy = "add it to the policy of the operator's role, as in deploy/eks/iam/tenfold-operator.json";
      throw new CloudRefusal(`AWS does not allow the operator ${action}: ${remedy}`, { cause: error });
    }
    if (WITHOUT_CREDENTIALS.has(error.name)) {
      const message = `the operator has no valid AWS credentials for ${action} (${error.message}): give its service account a role with Pod Identity`;
      throw new CloudRefusal(message, { cause: error });
    }
    throw error;
  }
}

export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

const MISSING: ReadonlySet<string> = new Set([
  ...["DBInstanceNotFoundFault", "DBClusterNotFoundFault", "DBSnapshotNotFoundFault", "DBClusterSnapshotNotFoundFault"],
  // As the API spells them: not every version of the SDK puts its own name in place.
  ...["DBInstanceNotFound", "DBSnapshotNotFound"],
]);

/** Any other error is none: what could not be asked is not taken for absent. */
export function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && MISSING.has(error.name)) return undefined;
  throw error;
}
