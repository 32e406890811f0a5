// What is billed by use alone: bucket, session table, queue, functions.
import type { Blueprint, UploadFunction } from "../blueprint/types.js";
import type { Bill, Line } from "./bill.js";
import { NOTHING, together } from "./bill.js";
import type { Traffic } from "./traffic.js";

/** Assumptions about one user: files in the bucket, and a session in the table. */
const ASSETS_MB_PER_USER = 1;
const SESSION_KB_PER_USER = 1;
/** An eventually consistent read of up to 4 kB is half a unit; a write of up to 1 kB is one. */
const UNITS_PER_SESSION_READ = 0.5;
/** Sending, receiving, deleting. */
const REQUESTS_PER_MESSAGE = 3;
/** Assumption: how long a function works on one upload. */
const FUNCTION_SECONDS = 1;

const basis = "usage";

export function byLoad(blueprint: Blueprint, traffic: Traffic): Bill {
  const { assets, sessions, queue, functions, email } = blueprint;
  return together([
    assets === undefined ? NOTHING : bucket(traffic),
    sessions === undefined ? NOTHING : table(traffic, sessions.pointInTimeRecovery),
    queue === undefined ? NOTHING : messages(traffic),
    // Without a bucket nothing is uploaded.
    assets === undefined || functions.length === 0 ? NOTHING : uploadFunctions(functions, traffic),
    { lines: [], assumes: [], omits: email ? ["e-mail (SES): its amount is not known"] : [] },
  ]);
}

function bucket({ users, bucketReads, uploads }: Traffic): Bill {
  const part = "Storage";
  return {
    lines: [
      { part, what: "S3: storage", quantity: (users * ASSETS_MB_PER_USER) / 1000, basis, price: "s3.storage" },
      { part, what: "S3: reads", quantity: bucketReads / 1000, basis, price: "s3.get" },
      { part, what: "S3: uploads", quantity: uploads / 1000, basis, price: "s3.put" },
    ],
    assumes: [`${ASSETS_MB_PER_USER} MB of files a user, one write in a hundred uploads a file`],
    omits: ["old versions of files in the bucket"],
  };
}

function table({ users, dynamicReads, writes }: Traffic, pointInTimeRecovery: boolean): Bill {
  const part = "Storage";
  const storedGB = (users * SESSION_KB_PER_USER) / 1e6;
  const reads = (dynamicReads * UNITS_PER_SESSION_READ) / 1e6;
  const recovery: Line = { part, what: "DynamoDB: point-in-time recovery", quantity: storedGB, basis, price: "dynamodb.pitr" };
  return {
    lines: [
      { part, what: "DynamoDB: reads", quantity: reads, basis, price: "dynamodb.read" },
      { part, what: "DynamoDB: writes", quantity: writes / 1e6, basis, price: "dynamodb.write" },
      { part, what: "DynamoDB: storage", quantity: storedGB, basis, price: "dynamodb.storage" },
      ...(pointInTimeRecovery ? [recovery] : []),
    ],
    assumes: [`a session of ${SESSION_KB_PER_USER} kB a user, read at each dynamic read and written at each write`],
  };
}

function messages({ writes }: Traffic): Bill {
  const quantity = (writes * REQUESTS_PER_MESSAGE) / 1e6;
  return {
    lines: [{ part: "Async", what: "SQS: requests", quantity, basis, price: "sqs" }],
    assumes: [`each write sends one message, which takes ${REQUESTS_PER_MESSAGE} requests`],
  };
}

function uploadFunctions(functions: readonly UploadFunction[], { uploads }: Traffic): Bill {
  const part = "Async";
  // Each function gets its share of the uploads, through a queue of its own.
  const calls = uploads / functions.length;
  const lines = functions.flatMap(({ name, memoryMiB }): readonly Line[] => {
    const gigabyteSeconds = (calls * FUNCTION_SECONDS * memoryMiB) / 1024;
    return [
      { part, what: `Lambda ${name}: calls`, quantity: calls / 1e6, basis, price: "lambda.requests" },
      { part, what: `Lambda ${name}: ${memoryMiB} MiB`, quantity: gigabyteSeconds, basis, price: "lambda.duration" },
      { part, what: `SQS: uploads for ${name}`, quantity: (calls * REQUESTS_PER_MESSAGE) / 1e6, basis, price: "sqs" },
    ];
  });
  return { lines, assumes: [`a function works ${FUNCTION_SECONDS} s on an upload; functions share the uploads evenly`] };
}
