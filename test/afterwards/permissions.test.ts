// What the operator was granted against what it used in all tests on a real API server that ran last: looks back at their audit logs.
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import { VOLUME_SNAPSHOT } from "../../domain/api/kinds.js";
import { DATA_KINDS } from "../../domain/api/permissions.js";
import type { Request } from "../cluster/harness/audit.js";
import { requestsIn } from "../cluster/harness/audit.js";
import type { Environment } from "../cluster/harness/environment.js";
import { environmentFile, FOLDERS } from "../cluster/harness/environment.js";

type Rule = { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] };
type Role = { readonly kind: string; readonly metadata: { readonly name: string }; readonly rules?: readonly Rule[] };

const OPERATOR = "system:serviceaccount:tenfold-system:tenfold-operator";

let requests: readonly Request[];
beforeAll(async () => {
  const found = await Promise.all(Object.values(FOLDERS).map(requestsOf));
  requests = found.flat();
});

async function requestsOf(folder: string): Promise<readonly Request[]> {
  const { auditLog } = JSON.parse(await readFile(environmentFile(folder), "utf8")) as Environment;
  return requestsIn(auditLog);
}

async function granted(): Promise<ReadonlySet<string>> {
  const text = await readFile("deploy/rbac/operator.yaml", "utf8");
  const roles = parseAllDocuments(text).map((document) => document.toJS() as Role);
  const rules = roles.filter((role) => role.kind === "ClusterRole" || role.kind === "Role").flatMap((role) => role.rules ?? []);
  return new Set(rules.flatMap((rule) => rule.resources.flatMap((resource) => rule.verbs.map((verb) => `${verb} ${resource}`))));
}

/** Asked for only where OwnerReferencesPermissionEnforcement is on, which this API server does not have. */
const EXCUSED: ReadonlySet<string> = new Set(["update webservices/finalizers"]);

const asGrant = ({ verb, resource, subresource }: Request) => `${verb} ${resource}${subresource === "" ? "" : `/${subresource}`}`;

/** An apply that answers 201 was authorized twice: as the patch that it is, and as the creation that it became. */
function usedBy(request: Request): readonly string[] {
  const grant = asGrant(request);
  return request.verb === "patch" && request.code === 201 ? [grant, grant.replace("patch", "create")] : [grant];
}

/** A deletion of data asks first whether it may; without the role for it the answer is no. */
function isQuestionAboutData({ verb, resource, isDryRun, namespace }: Request): boolean {
  const isAsked =
    (verb === "delete" && isDryRun && DATA.has(resource)) || (verb === "get" && resource === VOLUME_SNAPSHOT.plural);
  return isAsked && namespace.startsWith(ENDING);
}
const DATA: ReadonlySet<string> = new Set(DATA_KINDS.map(({ plural }) => plural));
/** Of the namespaces in which services are deleted with both keys. */
const ENDING = "ending-";

describe("data", () => {
  test("is never deleted by the operator but with both keys: no request for it, not even a dry run, went anywhere else", () => {
    const deletions = requests.filter(({ verb, resource }) => verb.startsWith("delete") && DATA.has(resource));
    expect(deletions.filter(({ namespace }) => !namespace.startsWith(ENDING)).map(asGrant)).toEqual([]);
  });
});

describe("the operator's permissions", () => {
  test("are enough: nothing was forbidden", () => {
    const own = requests.filter(({ user }) => user === OPERATOR);
    expect(own.length).toBeGreaterThan(0);
    const forbidden = own.filter((request) => !request.isAuthorized && !isQuestionAboutData(request));
    expect([...new Set(forbidden.map(asGrant))]).toEqual([]);
  });

  test("are all used", async () => {
    const used = new Set(requests.filter(({ user }) => user === OPERATOR).flatMap(usedBy));
    const unused = [...(await granted())].filter((grant) => !used.has(grant) && !EXCUSED.has(grant)).sort();
    expect(unused).toEqual([]);
  });

  test("have no wildcard and read no Secret", async () => {
    const grants = [...(await granted())];
    expect(grants.filter((grant) => grant.includes("*"))).toEqual([]);
    expect(grants.filter((grant) => grant.endsWith(" secrets"))).toEqual(["create secrets", "patch secrets"]);
    expect(grants.filter((grant) => grant.includes("pods"))).toEqual(["list pods", "get pods/log"]);
  });
});
