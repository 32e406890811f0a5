// Rules over several fields of the spec: what is right by itself and cannot be so together.
import { serviceVariable } from "../application-variables.js";
import type { Rule } from "../rules.js";

type Named = { readonly name: string };
type Part = { readonly enabled?: boolean };
type Spec = {
  readonly env?: readonly Named[];
  readonly workers?: readonly Named[];
  readonly services?: readonly Named[];
  readonly functions?: readonly Named[];
  readonly queue?: Part;
  readonly assets?: Part;
};

export const combinations: readonly Rule<Spec>[] = [
  {
    // Within one list the API server sees to it: they are maps by name.
    cel: "!has(self.workers) || !has(self.services) || !self.workers.exists(worker, self.services.exists(service, service.name == worker.name))",
    holds: ({ workers = [], services = [] }) => !workers.some((worker) => services.some(({ name }) => name === worker.name)),
    message: "a worker and an internal service have the same name",
    remedy: "rename one of them",
    field: "services",
  },
  {
    cel: "!has(self.env) || !has(self.services) || !self.services.exists(service, self.env.exists(variable, variable.name == 'SERVICE_' + service.name.upperAscii().replace('-', '_') + '_URL'))",
    holds: ({ env = [], services = [] }) =>
      !services.some((service) => env.some(({ name }) => name === serviceVariable(service.name))),
    message: "a variable has the name under which Tenfold gives the address of an internal service",
    remedy: "rename the variable: SERVICE_<NAME>_URL is taken for each entry of services, for example SERVICE_MAIL_URL for mail",
    field: "env",
  },
  {
    cel: "!has(self.workers) || self.workers.size() == 0 || self.?queue.?enabled.orValue(true)",
    holds: ({ workers = [], queue }) => workers.length === 0 || queue?.enabled !== false,
    message: "workers take their messages from the queue, which queue.enabled: false leaves out",
    remedy: "remove workers, or remove queue.enabled (with workers the queue is there at every tier)",
    field: "workers",
  },
  {
    cel: "!has(self.functions) || self.functions.size() == 0 || self.?assets.?enabled.orValue(true)",
    holds: ({ functions = [], assets }) => functions.length === 0 || assets?.enabled !== false,
    message: "functions are started by uploads into the bucket, which assets.enabled: false leaves out",
    remedy: "remove functions, or remove assets.enabled (from 10k users on the bucket is there)",
    field: "functions",
  },
];
