// What would stop a move, and what somebody can do about it.
import type { Obstacle } from "./examine.js";
import { Failure } from "./failure.js";

export type { Obstacle } from "./examine.js";

export class Obstructed extends Failure {
  constructor(readonly obstacles: readonly Obstacle[]) {
    const [first] = obstacles;
    const others = obstacles.length > 1 ? ` (and ${obstacles.length - 1} more)` : "";
    super("obstacle", `${first?.message ?? "an obstacle"}${others}`, first?.remedy);
    this.name = "Obstructed";
  }
}
