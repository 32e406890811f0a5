// spec.workers, spec.services, spec.functions: what runs beside the web pods.
import { z } from "zod";
import { described, ruled, type Rule } from "../rules.js";
import { commandPartOfMany, httpPath, image, oneLine, partName, port } from "../schema-parts.js";
import { resources } from "./scaling.js";

const command = z.array(commandPartOfMany).max(64);
/** Also of the web pods. */
export const LIVENESS_PATH =
  "HTTP path that answers below 400 as long as the program runs; a pod that does not for a minute is restarted, and one that does not within three minutes of its start as well. It must not look at the database or at anything else outside of the pod, or a slow database restarts every pod. Default: none; that the port takes connections is enough.";

const replicas = z.int().min(1).max(10_000);
const replicasOrNone = z.int().min(0).max(10_000);

/** A pool whose lowest number is not given has the default one, and must have room for it. */
function minNotAboveMax(defaultMin: number): Rule<{ readonly min?: number; readonly max?: number }> {
  return {
    cel: `!has(self.max) || self.?min.orValue(${defaultMin}) <= self.max`,
    holds: ({ min = defaultMin, max }) => max === undefined || min <= max,
    message: "min is above max",
    remedy: `lower min (not set means ${defaultMin}) or raise max`,
    field: "min",
  };
}

export const worker = ruled(
  z.object({
    name: described(partName, "Name of the worker, unique among workers and services. Another name is another worker."),
    image: described(image.optional(), "Image of the worker. Default: the image of the WebService."),
    command: described(command.optional(), "Entry point. Default: that of the image."),
    secondsPerMessage: described(
      z.int().min(1).max(3600).optional(),
      "Seconds that one message takes. Default: 1. With targetLatencySeconds it gives the backlog at which a pod is added, and six times the slowest worker is how long a message stays hidden.",
    ),
    targetLatencySeconds: described(
      z.int().min(1).max(86_400).optional(),
      "Seconds within which a message should be done. Default: 60. Lower values start more pods.",
    ),
    min: described(
      replicasOrNone.optional(),
      "Lowest number of pods. Default: 1. With 0 there are none while the queue is empty, which needs KEDA: where it is not installed one pod runs.",
    ),
    max: described(replicas.optional(), "Highest number of pods. Default: 20."),
    resources: described(resources.optional(), "Size of each pod. Default: 500m CPU, 512Mi memory."),
  }),
  minNotAboveMax(1),
);

export const internalService = ruled(
  z.object({
    name: described(
      partName,
      "Name of the internal service, unique among workers and services. Another name is another service.",
    ),
    image: described(image, "Image of the internal service."),
    port: described(port.optional(), "Port that it listens on. Default: 8080."),
    command: described(command.optional(), "Entry point. Default: that of the image."),
    healthPath: described(
      httpPath.optional(),
      "HTTP path that answers 200 when a pod can serve. Pods that answer otherwise get no requests and are left running. Default: /.",
    ),
    livenessPath: described(httpPath.optional(), LIVENESS_PATH),
    min: described(replicas.optional(), "Lowest number of pods. Default: 2."),
    max: described(replicas.optional(), "Highest number of pods. Default: 20."),
    resources: described(resources.optional(), "Size of each pod. Default: 500m CPU, 512Mi memory."),
  }),
  minNotAboveMax(2),
);

export const uploadFunction = z.object({
  name: described(partName, "Name of the function, unique in the list."),
  image: described(image, "Container image of the Lambda function, in ECR of the same region."),
  // Not "on": YAML 1.1, which kubectl reads, takes that for the boolean true.
  trigger: described(
    z.object({
      uploadPrefix: described(
        oneLine(512),
        "Key prefix of the uploads that start the function, for example uploads/; empty for all.",
      ),
    }),
    "What starts the function.",
  ),
  memoryMiB: described(z.int().min(128).max(10_240).optional(), "Memory in MiB; CPU grows with it. Default: 512."),
  timeoutSeconds: described(z.int().min(1).max(900).optional(), "Longest run in seconds. Default: 60."),
});
