// Approves, suspends and resumes for a page, as the user of the kubeconfig, and only what the page has shown.
import { ANNOTATION } from "../../domain/api/keys.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { isRecord } from "../../domain/observed/reading.js";
import { liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError } from "../failure.js";
import type { ChangeAnswer, ChangeRequest } from "./model.js";
import { isCurrent } from "./service-line.js";

/** Undefined: it is none. */
export function changeRequest(value: unknown): ChangeRequest | undefined {
  if (!isRecord(value)) return undefined;
  const { act, namespace, name, plan } = value;
  if (typeof namespace !== "string" || typeof name !== "string" || !isName(namespace) || !isName(name)) return undefined;
  if (act === "approve") return typeof plan === "string" && plan !== "" ? { act, namespace, name, plan } : undefined;
  return act === "suspend" || act === "resume" ? { act, namespace, name } : undefined;
}

/** They become parts of a path. */
function isName(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text);
}

/** Never throws: whatever goes wrong is said on the page. */
export async function makeChange(remote: Remote, request: ChangeRequest): Promise<ChangeAnswer> {
  try {
    return { ok: true, message: await change(remote, request) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, message, remedy: error instanceof CommandError ? (error.remedy ?? null) : null };
  }
}

async function change(remote: Remote, request: ChangeRequest): Promise<string> {
  const { namespace, name } = request;
  const ref = { kind: WEB_SERVICE, namespace, name };
  if (request.act !== "approve") {
    const suspend = request.act === "suspend";
    await remote.patch(ref, { spec: { suspend } });
    return suspend
      ? `${name} is suspended: the operator does nothing to it, repairs included`
      : `${name} is resumed: the operator looks after it again`;
  }
  const service = await liveService(remote, { name, namespace });
  const present = service.status?.plan?.id;
  if (!isCurrent(service) || present !== request.plan)
    throw new CommandError(
      `plan ${request.plan} is outdated: ${present === undefined ? "nothing waits any more" : `the present plan is ${present}`}`,
      "Look at the present plan, and approve that one.",
    );
  const { resourceVersion } = service.metadata;
  // Over the version that was looked at: whatever is written meanwhile may have made another plan of it.
  await remote.patch(ref, { metadata: { resourceVersion, annotations: { [ANNOTATION.approve]: request.plan } } });
  return `plan ${request.plan} of ${name} is approved`;
}
