// One client of RDS for each region, made when it is first needed. Whoever asks waits seconds and not minutes where nothing answers.
import { RDSClient } from "@aws-sdk/client-rds";

export type RdsOptions = {
  /** In place of the region's own. */
  readonly endpoint: string | undefined;
  /** Default: the SDK's own chain, which knows Pod Identity. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Milliseconds; for tests. */
  readonly limits?: Limits;
};

export type Limits = {
  readonly connectMs: number;
  readonly answerMs: number;
  /** For so long after nothing answered, nobody waits for it again. */
  readonly restMs: number;
};

const ATTEMPTS = 3;
/** The SDK's own limit to connect is that of the kernel, which is minutes, and it has none for an answer. */
const LIMITS: Limits = { connectMs: 2000, answerMs: 10_000, restMs: 30_000 };

export function rdsClients({ endpoint, credentials, limits = LIMITS }: RdsOptions): (region: string) => RDSClient {
  const clients = new Map<string, RDSClient>();
  return (region) => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const requestHandler = { connectionTimeout: limits.connectMs, requestTimeout: limits.answerMs, throwOnRequestTimeout: true };
    const client = new RDSClient({ region, endpoint, credentials, maxAttempts: ATTEMPTS, requestHandler });
    restWhenUnreachable(client, limits.restMs);
    clients.set(region, client);
    return client;
  };
}

/** Services are reconciled by a few workers: a call that waits in vain for one of them keeps an edit of another waiting. */
function restWhenUnreachable(client: RDSClient, restMs: number): void {
  const state: { since?: number; message: string } = { message: "" };
  client.middlewareStack.add(
    (next) => async (call) => {
      if (state.since !== undefined && performance.now() < state.since + restMs) throw new Error(state.message);
      try {
        const answer = await next(call);
        state.since = undefined;
        return answer;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        state.since = performance.now();
        state.message = `RDS does not answer (${error.message}): check the way out to AWS, such as network policies, proxies and VPC endpoints`;
        throw new Error(state.message, { cause: error });
      }
    },
    { step: "initialize", name: "restWhenUnreachable" },
  );
}

/** What is refused at once keeps nobody waiting. */
const UNREACHABLE: ReadonlySet<string> = new Set(["TimeoutError", "ETIMEDOUT", "EHOSTUNREACH"]);

function isUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return UNREACHABLE.has(error.name) || UNREACHABLE.has(code);
}
