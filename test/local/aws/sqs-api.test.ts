// What SQS is asked, in the protocol that KEDA's SDK speaks.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { serveRdsApi, type RdsApi } from "../../../local/aws/rds-api/server.js";
import { Queues, SET_BACKLOG } from "../../../local/aws/sqs-api/queues.js";
import { queue } from "../../../local/aws/model/types/storage.js";
import { PLACE, Stage } from "./stage.js";

const NAME = "shop-queue-abcdefghijkl";
const VISIBLE = "ApproximateNumberOfMessages";
const IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible";

describe("the length of a queue", () => {
  let stage: Stage;
  let api: RdsApi;
  let url: string;

  beforeEach(async () => {
    stage = new Stage();
    api = await serveRdsApi({ world: stage.world, place: PLACE, port: 0, queues: new Queues(stage.world) });
    const made = stage.world.create(queue, { place: PLACE, attributes: { queueName: NAME }, token: "test" });
    if (!("facts" in made)) throw new Error(made.message);
    url = made.facts["queueURL"] as string;
  });
  afterEach(() => api.stop());

  const call = async (target: string, body: object) => {
    const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
    const answer = await fetch(api.endpoint, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const ask = (QueueUrl: string, AttributeNames: readonly string[] = [VISIBLE, IN_FLIGHT]) =>
    call("AmazonSQS.GetQueueAttributes", { QueueUrl, AttributeNames });

  it("is nothing until somebody says otherwise, and then what was said last", async () => {
    expect(await ask(url)).toEqual({ status: 200, body: { Attributes: { [VISIBLE]: "0", [IN_FLIGHT]: "0" } } });
    await call(SET_BACKLOG, { QueueUrl: url, Visible: 10_000, InFlight: 3 });
    expect(await ask(url)).toEqual({ status: 200, body: { Attributes: { [VISIBLE]: "10000", [IN_FLIGHT]: "3" } } });
    expect((await ask(url, [VISIBLE])).body).toEqual({ Attributes: { [VISIBLE]: "10000" } });
  });

  it("is not known of a queue that is not there, nor is any other call", async () => {
    const unknown = { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "The specified queue does not exist." };
    expect(await ask(`${url}x`)).toEqual({ status: 400, body: unknown });
    expect((await call("AmazonSQS.SendMessage", { QueueUrl: url })).status).toBe(400);
  });
});
