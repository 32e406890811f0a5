// spec.env: the variables that the user adds to those that Tenfold sets.
import { z } from "zod";
import { APPLICATION_VARIABLES } from "../application-variables.js";
import { described, matches, ruled, type Rule } from "../rules.js";
import { objectName, secretKey, text } from "../schema-parts.js";

const RESERVED_PREFIXES = ["AWS_", "KUBERNETES_"];

const notReserved: Rule<string> = {
  cel: `${RESERVED_PREFIXES.map((prefix) => `!self.startsWith('${prefix}')`).join(" && ")} && !(self in [${APPLICATION_VARIABLES.map((name) => `'${name}'`).join(", ")}])`,
  holds: (name) => !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) && !APPLICATION_VARIABLES.includes(name),
  message: "is reserved",
  remedy: `use a name that does not begin with AWS_ or KUBERNETES_ and is none of ${APPLICATION_VARIABLES.join(", ")}`,
};

const keyRef = z.object({
  name: described(objectName, "Name of the object, in the namespace of the WebService."),
  key: described(secretKey, "Key within the object."),
});

const variable = z.object({
  name: described(
    ruled(
      z.string().min(1).max(128),
      matches(
        /^[A-Za-z_][A-Za-z0-9_]*$/,
        "is not the name of an environment variable",
        "use letters, digits and underscores, not a digit first, for example LOG_LEVEL",
      ),
      notReserved,
    ),
    "Name of the variable, unique in the list. Names beginning with AWS_ or KUBERNETES_, and those that Tenfold sets (DATABASE_URL, CACHE_URL, ASSETS_BUCKET, SESSIONS_TABLE, QUEUE_URL and their like, SERVICE_<NAME>_URL of each entry of services), are reserved.",
  ),
  value: described(
    text(8192).optional(),
    "The value as text; $(NAME) stands for a variable above it in the list, or for one that Tenfold sets. Exactly one of value, secretKeyRef and configMapKeyRef is set. Passwords belong into a Secret.",
  ),
  secretKeyRef: described(
    keyRef.optional(),
    "Takes the value from a key of a Secret. A new value reaches the pods with their next rollout.",
  ),
  configMapKeyRef: described(
    keyRef.optional(),
    "Takes the value from a key of a ConfigMap. A new value reaches the pods with their next rollout.",
  ),
});

export const envVar = ruled(variable, {
  cel: "[has(self.value), has(self.secretKeyRef), has(self.configMapKeyRef)].filter(given, given).size() == 1",
  holds: ({ value, secretKeyRef, configMapKeyRef }) =>
    [value, secretKeyRef, configMapKeyRef].filter((given) => given !== undefined).length === 1,
  message: "has no value or more than one",
  remedy: "set exactly one of value, secretKeyRef and configMapKeyRef",
});
export type EnvVar = z.infer<typeof envVar>;
