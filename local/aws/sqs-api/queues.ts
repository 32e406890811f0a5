// The one call of SQS that is answered here, how long a queue is: KEDA makes it, in the JSON protocol of AWS's SDKs. There are no messages in
// the model, so how many wait is what somebody has said last.
import { listOf, isRecord, numberOf, textOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import type { World } from "../model/world.js";
import { queue } from "../model/types/storage.js";

export type Backlog = {
  /** Messages that wait. */
  readonly visible: number;
  /** Messages that somebody works on. Default: none. */
  readonly inFlight?: number;
};

export type JsonAnswer = { readonly status: number; readonly body: unknown };

const PREFIX = "AmazonSQS.";
/** No call of AWS: for tests in another process. */
export const SET_BACKLOG = "LocalSQS.SetBacklog";

export class Queues {
  readonly #backlogs = new Map<string, Backlog>();

  constructor(private readonly world: Pick<World, "all">) {}

  setBacklog(url: string, backlog: Backlog): void {
    this.#backlogs.set(url, backlog);
  }

  /** `target` is the header that names the call; undefined: it is none of SQS. */
  answer(target: string, text: string): JsonAnswer | undefined {
    if (!target.startsWith(PREFIX) && target !== SET_BACKLOG) return undefined;
    const body = parsed(text);
    const url = textOf(body, "QueueUrl") ?? "";
    if (!this.#exists(url)) return refused("QueueDoesNotExist", "The specified queue does not exist.");
    if (target === SET_BACKLOG) {
      this.setBacklog(url, { visible: numberOf(body, "Visible") ?? 0, inFlight: numberOf(body, "InFlight") });
      return { status: 200, body: {} };
    }
    if (target !== `${PREFIX}GetQueueAttributes`)
      return refused("InvalidAction", `The local SQS does not answer ${target.slice(PREFIX.length)}`);
    return { status: 200, body: { Attributes: this.#attributes(url, listOf(body, "AttributeNames")) } };
  }

  #exists(url: string): boolean {
    return [...this.world.all(queue.id)].some(({ facts, phase }) => facts["queueURL"] === url && phase !== "deleting");
  }

  #attributes(url: string, names: readonly unknown[]): Readonly<Record<string, string>> {
    const { visible, inFlight = 0 } = this.#backlogs.get(url) ?? { visible: 0 };
    const all = {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: "0",
    };
    return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name) || names.includes("All")));
  }
}

function parsed(text: string): Attributes {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}

function refused(code: string, message: string): JsonAnswer {
  return { status: 400, body: { __type: `com.amazonaws.sqs#${code}`, message } };
}
