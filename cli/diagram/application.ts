// The pods of a service and what runs its messages: web, internal services, workers, queue, functions, e-mail. Pure.
import type { Blueprint } from "../../domain/blueprint/types.js";
import { counted, sharedRange, sizeOf } from "./amounts.js";
import type { Edge, Node, Part } from "./model.js";
import { node, part } from "./model.js";

export function application(blueprint: Blueprint, zones: readonly string[]): readonly Node[] {
  return [web(blueprint, zones), ...services(blueprint), ...messages(blueprint), ...workers(blueprint), ...functions(blueprint)];
}

function web({ web: theWeb }: Blueprint, zones: readonly string[]): Node {
  const { size, replicas, rollout, zones: spread } = theWeb;
  const scales = replicas.autoscale === undefined ? [] : [`scaled at ${replicas.autoscale.targetCPUPercent} % CPU`];
  const replaced = rollout === "Recreate" ? ["a gap at each release"] : [];
  const parts = zones.slice(0, spread).map((zone, index): Part => {
    const range = sharedRange(replicas, Math.min(spread, zones.length), index);
    const numbers = [range.max, range.min];
    return part({ id: `web-${zone}`, kind: "pods", title: counted(range, "pod"), lines: [], zone: index, numbers });
  });
  return node({
    id: "web",
    kind: "pods",
    row: "web",
    title: `Web, ${counted(replicas, "pod")}`,
    lines: [[`${sizeOf(size)} each`, ...scales, ...replaced].join(" · ")],
    parts,
    numbers: [replicas.max, replicas.min, size.cpuMillicores, size.memoryMiB],
  });
}

function services({ services: all }: Blueprint): readonly Node[] {
  if (all.length === 0) return [];
  const parts = all.map(({ name, replicas, size }) =>
    part({
      id: `service-${name}`,
      kind: "pods",
      title: name,
      lines: [counted(replicas, "pod"), sizeOf(size)],
      numbers: [replicas.max, replicas.min, size.cpuMillicores, size.memoryMiB],
    }),
  );
  return [
    node({ id: "services", kind: "pods", row: "services", title: "Internal services", lines: [], parts, numbers: [all.length] }),
  ];
}

function messages({ sessions, queue, email }: Blueprint): readonly Node[] {
  return [
    ...(sessions === undefined
      ? []
      : [node({ id: "sessions", kind: "table", row: "regional", title: "Sessions", lines: ["DynamoDB table"] })]),
    ...(queue === undefined
      ? []
      : [
          node({ id: "queue", kind: "queue", row: "regional", title: "Queue", lines: ["SQS"] }),
          node({ id: "dead-letters", kind: "queue", row: "regional", title: "Dead letters", lines: ["SQS"] }),
        ]),
    ...(email ? [node({ id: "mail", kind: "mail", row: "regional", title: "E-mail", lines: ["SES"] })] : []),
  ];
}

function workers({ workers: all }: Blueprint): readonly Node[] {
  if (all.length === 0) return [];
  const parts = all.map(({ name, min, max, size }) =>
    part({
      id: `worker-${name}`,
      kind: "pods",
      title: name,
      lines: [counted({ min, max }, "pod"), sizeOf(size)],
      numbers: [max, min, size.cpuMillicores, size.memoryMiB],
    }),
  );
  return [
    node({
      id: "workers",
      kind: "pods",
      row: "workers",
      title: "Workers",
      lines: ["scaled by backlog"],
      parts,
      numbers: [all.length],
    }),
  ];
}

function functions({ functions: all, assets }: Blueprint): readonly Node[] {
  // Without a bucket nothing is uploaded, and none is made.
  if (all.length === 0 || assets === undefined) return [];
  const parts = all.map(({ name, memoryMiB, uploadPrefix }) => {
    const lines = [`${memoryMiB} MiB`, uploadPrefix === "" ? "all uploads" : uploadPrefix];
    return part({ id: `function-${name}`, kind: "function", title: name, lines, numbers: [memoryMiB] });
  });
  return [
    node({
      id: "functions",
      kind: "function",
      row: "workers",
      title: "Functions",
      lines: ["Lambda"],
      parts,
      numbers: [all.length],
    }),
  ];
}

export function edgesOfApplication(blueprint: Blueprint): readonly Edge[] {
  const { services: called, cache, sessions, queue, email, workers: taking, functions: run, assets } = blueprint;
  const hasServices = called.length > 0;
  return [
    ...(hasServices ? [{ from: "web", to: "services", word: "http", flow: "request" } as const] : []),
    ...(cache === undefined ? [] : [{ from: "web", to: "cache", word: "cached reads", flow: "data" } as const]),
    ...(cache === undefined || !hasServices
      ? []
      : [{ from: "services", to: "cache", word: "cached reads", flow: "data" } as const]),
    ...(sessions === undefined ? [] : [{ from: "web", to: "sessions", word: "sessions", flow: "data" } as const]),
    ...(queue === undefined ? [] : ([MESSAGES, GIVEN_UP(queue.maxReceiveCount)] as const)),
    ...(queue === undefined || taking.length === 0
      ? []
      : [{ from: "queue", to: "workers", word: "messages", flow: "message" } as const]),
    ...(email ? [{ from: "web", to: "mail", word: "e-mail", flow: "message" } as const] : []),
    ...(run.length === 0 || assets === undefined
      ? []
      : [{ from: "bucket", to: "functions", word: "uploads", flow: "message" } as const]),
  ];
}

const MESSAGES: Edge = { from: "web", to: "queue", word: "messages", flow: "message" };
const GIVEN_UP = (tries: number): Edge => ({ from: "queue", to: "dead-letters", word: `${tries} tries`, flow: "message" });
