// How fast pods are added and removed, whatever they are scaled by.
import type { k8s } from "cdk8s-plus-27";

const UP_PERIOD_SECONDS = 15;
/** Few pods double slowly in percent; so many may be added at once whatever the percentage says. */
const UP_PODS = 4;
const DOWN_PERIOD_SECONDS = 60;
const DOWN_PERCENT = 10;
/** Shrinking looks back so long, so that a dip in traffic does not cost the next peak. */
export const DOWN_WINDOW_SECONDS = 300;
/** Workers double at most every 15 seconds. */
export const WORKER_UP_PERCENT = 100;

export function behavior(scaleUpPercent: number): k8s.HorizontalPodAutoscalerBehaviorV2 {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [
        { type: "Percent", value: scaleUpPercent, periodSeconds: UP_PERIOD_SECONDS },
        { type: "Pods", value: UP_PODS, periodSeconds: UP_PERIOD_SECONDS },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: DOWN_WINDOW_SECONDS,
      policies: [{ type: "Percent", value: DOWN_PERCENT, periodSeconds: DOWN_PERIOD_SECONDS }],
    },
  };
}
