// Events about classes: more than one default is nobody's service's fault, so it is said where it can be put right.
import { ANNOTATION } from "../../../domain/api/keys.js";
import { defaultClasses } from "../../../domain/admit/admit.js";
import type { World } from "../world.js";

/** To be called whenever a class has changed. Each class is warned of once, until there is one default again. */
export function classAnnouncer({ classes, events, log }: Pick<World, "classes" | "events" | "log">): () => void {
  let warned: ReadonlySet<string> = new Set();
  return () => {
    const all = defaultClasses(classes);
    const clashing = all.length > 1 ? all : [];
    const names = clashing.map(({ metadata }) => metadata.name).sort();
    const fresh = clashing.filter(({ metadata }) => !warned.has(metadata.uid));
    warned = new Set(clashing.map(({ metadata }) => metadata.uid));
    if (fresh.length > 0) log.warn("several classes are the default", { classes: names });
    for (const { apiVersion, kind, metadata } of fresh) {
      events.record({ apiVersion, kind, name: metadata.name, uid: metadata.uid }, warning(metadata.name, names));
    }
  };
}

function warning(name: string, names: readonly string[]) {
  const remedy = `kubectl annotate webserviceclass ${name} ${ANNOTATION.isDefaultClass}-`;
  const note = `several classes are the default (${names.join(", ")}): services without spec.className stall until one is left. To make this one no default: ${remedy}`;
  return { type: "Warning", reason: "SeveralDefaults", action: "Default", note } as const;
}
