// What AWS answers when it will not: as data, so that the model stays free of exceptions.

export type Refusal = {
  /** terminal: asking again is useless until the request changes. recoverable: the world may change. */
  readonly kind: "terminal" | "recoverable";
  /** AWS's own error code. */
  readonly code: string;
  readonly message: string;
};

export function terminal(code: string, message: string): Refusal {
  return { kind: "terminal", code, message };
}

export function recoverable(code: string, message: string): Refusal {
  return { kind: "recoverable", code, message };
}

export function isRefusal(answer: object): answer is Refusal {
  return "code" in answer && "kind" in answer;
}

/** The first refusal of several checks that are made in order. */
export function firstRefusal(...checks: readonly (() => Refusal | undefined)[]): Refusal | undefined {
  for (const check of checks) {
    const refusal = check();
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
