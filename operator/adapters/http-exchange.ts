// One request and its whole answer, on undici's lowest level: a stream, a signal and their listeners for each of some thousand small answers
// cost a third of what an exchange takes.
import type { Dispatcher } from "undici";

export type WholeAnswer = {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData["headers"];
  readonly text: string;
};

/** Who wants to know how the server keeps up. */
export type Traffic = {
  sent(): void;
  /** Milliseconds since it was sent. Follows each {@link sent}, also where no answer came. */
  answered(milliseconds: number): void;
};

export type ExchangeOptions = { readonly timeoutMs: number; readonly late: () => Error; readonly traffic?: Traffic };

/** Throws the connection's own error, or `late` when the answer is not whole in time. The wait for a free connection counts. */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, late, traffic }: ExchangeOptions,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange({ resolve, reject, traffic });
    handler.timer = setTimeout(() => handler.giveUp(late()), timeoutMs);
    dispatcher.dispatch(request, handler);
  });
}

/** Below are interim answers, which have no body; the one that counts follows. */
const FIRST_FINAL_STATUS = 200;

type Ends = {
  readonly resolve: (answer: WholeAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly traffic: Traffic | undefined;
};

class Exchange implements Dispatcher.DispatchHandler {
  timer: NodeJS.Timeout | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private failure: Error | undefined;
  private sentAt: number | undefined;
  private status = 0;
  private headers: WholeAnswer["headers"] = {};
  private readonly chunks: Buffer[] = [];

  constructor(private readonly ends: Ends) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // It was given up while it waited for a connection: nothing of it is sent.
    if (this.failure !== undefined) {
      controller.abort(this.failure);
      return;
    }
    this.sentAt = performance.now();
    this.ends.traffic?.sent();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: WholeAnswer["headers"]): void {
    if (status < FIRST_FINAL_STATUS) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.ended();
    const { status, headers, chunks } = this;
    // Decoded when it is whole, so that no character is cut.
    this.ends.resolve({ status, headers, text: Buffer.concat(chunks).toString("utf8") });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.ended();
    this.ends.reject(error);
  }

  giveUp(error: Error): void {
    this.failure = error;
    this.controller?.abort(error);
    this.ends.reject(error);
  }

  private ended(): void {
    clearTimeout(this.timer);
    if (this.sentAt === undefined) return;
    this.ends.traffic?.answered(performance.now() - this.sentAt);
    this.sentAt = undefined;
  }
}
