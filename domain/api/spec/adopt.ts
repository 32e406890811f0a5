// spec.database.adopt: a database in AWS that was never Tenfold's, named by its identifier.
import { z } from "zod";
import type { Rule } from "../rules.js";
import { described, matches, ruled } from "../rules.js";

const identifier = (what: string, example: string) =>
  ruled(
    z.string().min(1).max(63),
    matches(
      /^[a-z](-?[a-z0-9])*$/,
      `is not the identifier of ${what}`,
      `write it as RDS lists it, in lower case, for example ${example}`,
    ),
  );

/** What needs no quoting in a connection string either. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const NAME_REMEDY =
  "use letters, digits, underscores and dashes, not a digit or a dash first; another name is changed in PostgreSQL with RENAME";
const SERVERS_OWN = /^(postgres|rdsadmin|template0|template1)$/;
const ROLES_OF_SERVER = /^(pg_|rds)/;

const databaseName = ruled(z.string().min(1).max(63), matches(NAME, "is not a name that Tenfold can use", NAME_REMEDY), {
  cel: `!self.matches(r'${SERVERS_OWN.source}')`,
  holds: (value) => !SERVERS_OWN.test(value),
  message: "is a database of the server itself",
  remedy: "name the one that holds the application's tables; what is in postgres has to be moved into another database first",
});
const roleName = ruled(z.string().min(1).max(63), matches(NAME, "is not a name that Tenfold can use", NAME_REMEDY), {
  cel: `!self.matches(r'${ROLES_OF_SERVER.source}')`,
  holds: (value) => !ROLES_OF_SERVER.test(value),
  message: "is a role of the server itself",
  remedy: "name the role that the application logs in as",
});

const application = z.object({
  database: described(databaseName, "Name of the database within the server, which must exist and belong to the role."),
  role: described(
    roleName,
    "Role that the application logs in as, which must exist. It gets a new password, and keeps everything else.",
  ),
});

type Adopt = { readonly instance?: string; readonly cluster?: string };

const exactlyOne: Rule<Adopt> = {
  cel: "has(self.instance) != has(self.cluster)",
  holds: ({ instance, cluster }) => (instance === undefined) !== (cluster === undefined),
  message: "names neither one instance nor one cluster",
  remedy: "set exactly one of instance (RDS) and cluster (Aurora)",
};

export const adopt = ruled(
  z.object({
    instance: described(identifier("an RDS instance", "shop-prod").optional(), "Identifier of an RDS instance."),
    cluster: described(
      identifier("an Aurora cluster", "shop-prod-cluster").optional(),
      "Identifier of an Aurora cluster. Its instances come along.",
    ),
    application: described(
      application.optional(),
      "Database and role on it that the application uses already. Default: Tenfold makes a database and a role of its own, both named app, beside what is there.",
    ),
    resetPasswords: described(
      z.boolean().optional(),
      "true agrees to new passwords: of the master user, and of the role that application names. Whatever else logs in with the old ones is shut out. Without it the database is only examined, and the condition says what was found.",
    ),
  }),
  exactlyOne,
);

type Database = { readonly adopt?: Adopt; readonly adoptFrom?: string; readonly enabled?: boolean };

/** Over spec.database: what cannot be said together with it. */
export const adoptCombinations: readonly Rule<Database>[] = [
  {
    cel: "!has(self.adopt) || !has(self.adoptFrom)",
    holds: (database) => database.adopt === undefined || database.adoptFrom === undefined,
    message: "is set together with adoptFrom",
    remedy: "remove one of them: adopt names a database that was never Tenfold's, adoptFrom one of an earlier WebService",
    field: "adopt",
  },
  {
    cel: "!has(self.adopt) || !has(self.enabled) || self.enabled",
    holds: (database) => database.adopt === undefined || database.enabled !== false,
    message: "is set although enabled is false",
    remedy: "remove enabled to adopt the database, or remove adopt",
    field: "adopt",
  },
];
