// Alarms: whom they tell, and thresholds that grow with the tier.
import { describe, expect, it } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import { averageRequestsPerSecond } from "../../domain/tiers/load.js";
import { blueprintOf, only, rendered, specs } from "./rendering.js";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const FUNCTIONS = [{ name: "thumbnails", image: "example.com/fn:1", trigger: { uploadPrefix: "uploads/" } }];

describe("every alarm", () => {
  it("tells the topic of the class when it goes off and when it is over", () => {
    const alarms = specs(rendered({ userTier: "5M" }, { alarmTopicARN: TOPIC }), ACK.metricAlarm);
    expect(alarms.length).toBeGreaterThan(5);
    for (const alarm of alarms) expect(alarm).toMatchObject({ alarmActions: [TOPIC], oKActions: [TOPIC] });
  });

  it("names no action without one", () => {
    for (const alarm of specs(rendered({ userTier: "5M" }), ACK.metricAlarm)) {
      expect(alarm).not.toHaveProperty("alarmActions");
      expect(alarm).not.toHaveProperty("oKActions");
    }
  });
});

describe("the alarm on failed requests", () => {
  const threshold = (userTier: string) => blueprintOf({ userTier }).alarms.find(({ name }) => name === "lb-5xx")?.threshold;

  it("goes off above one in a hundred of the requests that the tier is made for", () => {
    expect(threshold("10M")).toBe(Math.floor(0.01 * 60 * averageRequestsPerSecond(10_000_000)));
  });

  it("lets a small service fail ten times a minute", () => {
    expect(threshold("1k")).toBe(10);
  });
});

describe("uploads that a function gave up", () => {
  const withFunctions = rendered({ userTier: "10M", functions: FUNCTIONS });

  it("are kept in a queue for dead letters, to which every upload queue points", () => {
    const dead = only(withFunctions, ACK.queue.ref, "uploads-dead").spec as { readonly messageRetentionPeriod: string };
    expect(dead.messageRetentionPeriod).toBe(String(14 * 24 * 3600));
    const upload = only(withFunctions, ACK.queue.ref, "upload-thumbnails").spec as { readonly redrivePolicy: string };
    expect(JSON.parse(upload.redrivePolicy)).toEqual({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:u",
      maxReceiveCount: 5,
    });
  });

  it("have an alarm on that queue", () => {
    const queue = only(withFunctions, ACK.queue.ref, "uploads-dead").spec as { readonly queueName: string };
    const alarm = specs(withFunctions, ACK.metricAlarm).find(({ name }) => String(name).includes("upload-dead-letters"));
    expect(alarm).toMatchObject({ dimensions: [{ name: "QueueName", value: queue.queueName }], threshold: 0 });
  });

  it("are no matter without functions", () => {
    const queues = specs(rendered({ userTier: "10M" }), ACK.queue).map(({ queueName }) => String(queueName));
    expect(queues.filter((name) => name.includes("uploads-dead"))).toEqual([]);
  });
});
