// Blueprint + late values → the children of one service. Pure: the same input gives the same objects.
import type { Child, LateValues, RenderOptions, Rendered, WaitingChild } from "../domain/blueprint/children.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { KubeObject } from "../domain/api/objects.js";
import { CREATORS } from "./creators.js";
import type { Looks } from "./looked-at.js";
import { noted, noteWait } from "./looked-at.js";
import type { Announced, Scene } from "./scene.js";
import { childId, openChart, openScene } from "./scene.js";

export type RenderInput = { readonly blueprint: Blueprint; readonly late: LateValues; readonly options: RenderOptions };

/** What creators are run with, one after the other. */
export type Stage = RenderInput & Pick<Scene, "chart">;

/** What one creator has made, and what it has looked at for it beside the blueprint. */
export type Piece = Rendered & { readonly looks: Looks };

/** Throws when two children would have the same kind and name: a defect of naming, never of the user. */
export function render(blueprint: Blueprint, late: LateValues, options: RenderOptions): Rendered {
  const children: Child[] = [];
  const waiting: WaitingChild[] = [];
  const stage = openStage({ blueprint, late, options });
  for (let index = 0; index < CREATORS.length; index += 1) {
    const piece = renderPiece(stage, index, waiting);
    children.push(...piece.children);
    waiting.push(...piece.waiting);
  }
  refuseTwice(children.map(({ kind, object }) => `${kind.kind} ${object.metadata.name}`));
  return { children, waiting };
}

export function openStage(input: RenderInput): Stage {
  return { ...input, chart: openChart(input.blueprint) };
}

/** What the creator of this index makes. `before`: what those in front of it have announced as waiting. */
export function renderPiece(stage: Stage, index: number, before: readonly WaitingChild[]): Piece {
  const looks = new Set<string>();
  const asked = (kind: string) => noteWait(kind, looks);
  const { scene, announced } = openScene({ ...stage, late: noted(stage.late, looks), waiting: before, asked });
  const there = stage.chart.node.children.length;
  CREATORS[index]?.(scene);
  const made = stage.chart.node.children.length === there ? [] : stage.chart.apiObjects.slice(there);
  const objects = made.map((object) => object.toJson() as KubeObject);
  return { children: collect(objects, announced), waiting: announced.waiting, looks };
}

export function refuseTwice(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new Error(`two children are ${id}`);
    seen.add(id);
  }
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
