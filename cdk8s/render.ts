// Blueprint + late values → the children of one service. Pure: the same input gives the same objects.
import type { Child, LateValues, RenderOptions, Rendered } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { KubeObject } from "../domain/api/objects.js";
import { CREATORS } from "./creators.js";
import type { Announced } from "./scene.js";
import { childId, openScene } from "./scene.js";

/** Throws when two children would have the same kind and name: a defect of naming, never of the user. */
export function render(blueprint: Blueprint, late: LateValues, options: RenderOptions): Rendered {
  const { scene, announced } = openScene({ blueprint, late, options });
  for (const create of CREATORS) create(scene);
  return {
    children: collect(
      scene.chart.apiObjects.map((object) => object.toJson() as KubeObject),
      announced,
    ),
    waiting: announced.waiting,
  };
}

function collect(objects: readonly KubeObject[], { children }: Announced): readonly Child[] {
  if (objects.length !== children.size) throw new Error(`${objects.length} objects for ${children.size} children`);
  return objects.map((object) => {
    const { apiVersion, kind, metadata } = object;
    const child = children.get(childId({ apiVersion, kind, name: metadata.name }));
    if (child === undefined) throw new Error(`${kind} ${metadata.name} was not announced`);
    return { ...child, object };
  });
}
