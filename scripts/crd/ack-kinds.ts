// ACK kinds for the local stand-in of AWS: only the fields that Tenfold sets or reads, so that a misspelt one is refused.
import type { AckKind } from "../../domain/api/kinds.js";
import type { KindDefinition } from "./custom-resource-definition.js";

export function ackKindDefinition({ ref, singular, shortNames, spec, status }: AckKind): KindDefinition {
  return {
    ref,
    singular,
    shortNames,
    description: `${ref.kind}, cut down to what Tenfold uses, for the local stand-in. The real definition comes with the ACK controller.`,
    spec,
    status,
    columns: [
      {
        name: "Ready",
        type: "string",
        jsonPath: '.status.conditions[?(@.type=="Ready")].status',
        description: "Whether it is as wanted.",
      },
      {
        name: "Synced",
        type: "string",
        jsonPath: '.status.conditions[?(@.type=="ACK.ResourceSynced")].status',
        description: "Whether AWS has what the spec says. Also True when nothing is tried any more.",
      },
      { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp", description: "Time since it was created." },
    ],
  };
}
