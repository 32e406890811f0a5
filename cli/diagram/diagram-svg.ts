// The picture of a service as SVG: what the command line writes, what the documentation shows and what a page embeds. Pure.
import type { Blueprint } from "../../domain/blueprint/types.js";
import { compared } from "./compare.js";
import { layoutOf } from "./layout.js";
import type { Model } from "./model.js";
import { modelOf } from "./model-of.js";
import type { SvgOptions } from "./svg.js";
import { svg } from "./svg.js";

export type PictureOptions = SvgOptions & {
  /** What it is compared with: what is new or larger against it stands out, and what is gone is listed. */
  readonly before?: Blueprint;
};

export function diagramSvg(blueprint: Blueprint, { before, ...options }: PictureOptions = {}): string {
  return svgOf(pictureOf(blueprint, before), options);
}

export function pictureOf(blueprint: Blueprint, before?: Blueprint): Model {
  const model = modelOf(blueprint);
  return before === undefined ? model : compared(modelOf(before), model);
}

export function svgOf(model: Model, options: SvgOptions = {}): string {
  return svg(layoutOf(model), model, options);
}
