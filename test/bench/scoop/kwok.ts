// How kwok plays nodes here: pods need their time to start, and the kubelet of each node serves what its pods use. Pure.
import { parseAllDocuments, stringify } from "yaml";

/** The stage of local/control-plane/readiness-stages.yaml that lets a pod run. */
const STARTS = "pod-started";

type Stage = { readonly metadata: { readonly name: string }; readonly spec: object };

/** The same stages, with a start that takes between so many seconds. */
export function slowStarts(stages: string, [least, most]: readonly [number, number]): string {
  const delay = { durationMilliseconds: least * 1000, jitterDurationMilliseconds: most * 1000 };
  const documents = parseAllDocuments(stages).map((document) => document.toJS() as Stage);
  if (!documents.some(({ metadata }) => metadata.name === STARTS)) throw new Error(`there is no stage ${STARTS}`);
  return documents
    .map((stage) => stringify(stage.metadata.name === STARTS ? { ...stage, spec: { ...stage.spec, delay } } : stage))
    .join("---\n");
}

/** All kubelets are one port; metrics-server finds the path of each in an annotation of its node. */
const ROOT = "/metrics/nodes/";
const PATH_ANNOTATION = "metrics.k8s.io/resource-metrics-path";

/**
 * kwok's own metrics count what is used at the moment of asking for the whole time since it was last asked. These serve
 * a counter that is kept beside, as a kernel keeps it. Containers are older than all that is asked of them.
 */
export function kubelets(): string {
  const metric = (name: string, kind: string, value: string) => ({
    name,
    kind,
    value,
    dimension: "container",
    help: name,
    labels: [
      { name: "container", value: "container.name" },
      { name: "namespace", value: "pod.metadata.namespace" },
      { name: "pod", value: "pod.metadata.name" },
    ],
  });
  const metrics = {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Metric",
    metadata: { name: "kubelet" },
    spec: {
      path: `${ROOT}{nodeName}/metrics/resource`,
      metrics: [
        metric("container_start_time_seconds", "gauge", "1"),
        metric("container_cpu_usage_seconds_total", "counter", 'pod.Usage("cpu-seconds", container.name)'),
        metric("container_memory_working_set_bytes", "gauge", 'pod.Usage("memory", container.name)'),
      ],
    },
  };
  const annotated = {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name: "node-metrics-path" },
    spec: {
      resourceRef: { apiGroup: "v1", kind: "Node" },
      selector: {
        matchExpressions: [
          { key: `.metadata.annotations["${PATH_ANNOTATION}"]`, operator: "DoesNotExist" },
          { key: '.status.conditions.[] | select( .type == "Ready" ) | .status', operator: "In", values: ["True"] },
        ],
      },
      next: {
        patches: [
          {
            type: "merge",
            root: "metadata",
            template: `annotations:\n  ${PATH_ANNOTATION}: ${ROOT}{{ .metadata.name }}/metrics/resource\n`,
          },
        ],
      },
    },
  };
  return [metrics, annotated].map((document) => stringify(document)).join("---\n");
}
