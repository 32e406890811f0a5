// Takes a namespace away with all that is in it, and waits until it is gone: its autoscalers would go on asking for metrics.
import { eventually, get, NAMESPACE, remove } from "../cluster/harness/api.js";

export async function forgetNamespace(name: string, patienceMs: number): Promise<void> {
  await remove({ ...NAMESPACE, metadata: { name } });
  const isGone = async () => (await get(NAMESPACE, undefined, name)) === undefined;
  await eventually(`the namespace ${name} is gone`, isGone, patienceMs);
}
