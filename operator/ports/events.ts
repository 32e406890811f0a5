// Port: Kubernetes events (events.k8s.io/v1) about a WebService or a class. Losing one is allowed; failing because of one is not.
export type EventNote = {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly action: string;
  readonly note: string;
};
export type EventSubject = {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined: the object belongs to none. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
};
export type Events = { record(subject: EventSubject, note: EventNote): void };
