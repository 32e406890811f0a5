// Verbs and looks for services whose data is being moved. The migration program is played by the local AWS, as annotations order it.
import { BUILT_IN } from "../../domain/api/kinds.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { BoundMove } from "../../domain/observed/bound-move.js";
import { readBoundMove } from "../../domain/observed/bound-move.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { childrenOf, eventually, list, mergePatch, pathOf, service } from "./harness/api.js";
import type { Live, LiveService } from "./harness/api.js";
import { environment } from "./harness/environment.js";

const PATIENCE_MS = 120_000;
const COMPONENT = "app.kubernetes.io/component";

export type Bound = {
  readonly database?: string;
  readonly object?: string;
  readonly host?: string;
  readonly move?: BoundMove;
};
export type Moving = ReturnType<typeof moving>;

/** One service of a namespace. */
export function moving(namespace: string, name: string) {
  const live = () => service(namespace, name);
  const children = (kind: string) => childrenOf(namespace, name).then((all) => all.filter((child) => child.kind === kind));
  const edit = async (patch: object): Promise<void> => {
    await mergePatch(await live(), patch);
  };
  const bound = async (): Promise<Bound> => {
    const all = await list(BUILT_IN.configMap, namespace, `tenfold.dev/service=${name},${COMPONENT}=binding`);
    const data = (all[0]?.["data"] ?? {}) as Readonly<Record<string, string>>;
    return { database: data["database"], object: data["object"], host: data["host"], move: readBoundMove(data["move"]) };
  };
  const until = <T>(what: string, look: () => Promise<T | undefined | false>) =>
    eventually(`${name}: ${what}`, look, PATIENCE_MS);
  const untilMove = (state: BoundMove["state"]) =>
    until(state, async () => {
      const { move } = await bound();
      return move?.state === state && move;
    });
  const jobs = async (command: string): Promise<readonly Live[]> =>
    (await children("Job")).filter(({ metadata }) => metadata.labels?.[COMPONENT]?.startsWith(`move-${command}-`));
  return {
    ...{ name, live, children, edit, bound, until, untilMove, jobs },
    wants: (spec: object) => edit({ spec }),
    /** `done` takes an order back. */
    order: (orders: Readonly<Record<string, string | null>>) => edit({ metadata: { annotations: prefixed(orders) } }),
    approve: async () => {
      const waiting = await until("asks for approval", async () => {
        const found = await live();
        return changeOf(found)?.waitingFor === "approval" && found;
      });
      await edit({ metadata: { annotations: { "tenfold.dev/approve": waiting.status?.plan?.id } } });
      return waiting;
    },
    /** The address that the web pods dial. */
    dialled: async () => {
      const web = (await children("Deployment")).find(({ metadata }) => metadata.labels?.[COMPONENT] === "web");
      const env = listAt(web, "spec", "template", "spec", "containers", 0, "env");
      return textAt(
        env.find((entry) => textAt(entry, "name") === "DATABASE_HOST"),
        "value",
      );
    },
    eraseStatus: async () => {
      const path = `${pathOf(WEB_SERVICE, namespace, name)}/status?fieldManager=somebody-else`;
      const body = [{ op: "replace", path: "/status", value: {} }];
      await callApiOrThrow(environment().admin, { method: "PATCH", path, body, contentType: "application/json-patch+json" });
    },
  };
}

export function changeOf({ status }: LiveService) {
  return status?.plan?.changes.find(({ disruption }) => disruption === "DataMigration");
}

function prefixed(orders: Readonly<Record<string, string | null>>): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(orders).map(([command, outcome]) => [`local.tenfold.dev/${command}`, outcome]));
}
