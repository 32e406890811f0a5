// What every call of RDS's API is answered from.
import type { Refusal } from "../model/refusal.js";
import type { Place, Resource } from "../model/resource.js";
import type { World } from "../model/world.js";
import type { Xml } from "./xml.js";

export type Parameters = ReadonlyMap<string, string>;
export type Call = {
  readonly world: World;
  readonly place: Place;
  readonly parameters: Parameters;
  /** Promotes what is real behind the cluster, before it is answered. */
  readonly promote?: (cluster: Resource) => Promise<void>;
};
export type Action = (call: Call) => Xml | Refusal | Promise<Xml | Refusal>;
