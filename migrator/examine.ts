// What would make a move fail, lose something, or end in another state, found before anything is copied. Changes nothing but for a
// database that is made on the target and dropped at once.
import type { BootstrapOrder } from "./config.js";
import { extensionChecks } from "./examine/extensions.js";
import { ACTIVITY_CHECKS } from "./examine/going-on.js";
import type { Check, Found, Ground, Obstacle } from "./examine/ground.js";
import { OBJECT_CHECKS } from "./examine/objects.js";
import { PLACE_CHECKS, targetTaken } from "./examine/place.js";
import { ROLE_CHECKS } from "./examine/roles.js";
import { settingChecks } from "./examine/uncarried.js";
import type { OpenSession, Session } from "./session.js";
import { within } from "./within.js";

export type { Obstacle } from "./examine/ground.js";
export type Examination = { readonly obstacles: readonly Obstacle[]; readonly notes: readonly string[] };

const CHECKS: readonly Check[] = [
  ...PLACE_CHECKS,
  ...ROLE_CHECKS,
  ...OBJECT_CHECKS,
  ...ACTIVITY_CHECKS,
  extensionChecks,
  settingChecks,
];

/** As the masters of both servers. */
export function examine(source: OpenSession, target: OpenSession, order: BootstrapOrder): Promise<Examination> {
  return within(source, order.masterDatabase, (sourceServer) =>
    within(target, order.masterDatabase, (targetServer) =>
      within(source, order.database, async (inDatabase) => {
        for (const session of [inDatabase, sourceServer, targetServer]) await ownPathOnly(session);
        const ground = { order, source: inDatabase, sourceServer, target: targetServer };
        return told([...(await foundBy(ground)), ...(await targetTaken(ground, target))]);
      }),
    ),
  );
}

/** Names of the system mean the system's; names that are told have their schema. */
async function ownPathOnly(session: Session): Promise<void> {
  await session.query("SELECT pg_catalog.set_config('search_path', '', false)");
}

async function foundBy(ground: Ground): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const check of CHECKS) found.push(...(await check(ground)));
  return found;
}

function told(found: readonly Found[]): Examination {
  return {
    obstacles: found.flatMap((one) => ("code" in one ? [one] : [])),
    notes: found.flatMap((one) => ("note" in one ? [one.note] : [])),
  };
}
