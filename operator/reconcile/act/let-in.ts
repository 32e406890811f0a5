// A service that is suspended, refused or being deleted is not worked on. But an application that a move has shut out of its database is let
// in again first: nobody would remember to.
import type { WebService, WebServiceClass } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { isShutOut } from "../../../domain/observed/move-phases.js";
import { isMoveRole, ROLE } from "../../../domain/blueprint/roles.js";
import type { Binding } from "../../../domain/observed/binding.js";
import type { Observed } from "../../../domain/observed/observe.js";
import type { Problem } from "../../../domain/admit/problem.js";
import { desire } from "../../../cdk8s/desire.js";
import { refOf, sameRef } from "../../../domain/plan/move-parts.js";
import { question } from "../decide/question.js";
import type { World } from "../world.js";
import { applyChildren } from "./apply-children.js";
import { askEnds } from "./ask-ends.js";

/** So often it is tried before a deletion goes on without it: a database that is gone can never be let into. */
const MOST_ATTEMPTS = 10;

/** Undefined: nobody is shut out. Else what is being done, for people. */
export async function letIn(world: World, service: WebService, observed: Observed): Promise<Problem | undefined> {
  const { binding } = observed;
  const move = binding?.move;
  if (binding === undefined || move === undefined || !isShut(binding)) return undefined;
  const standIn = asBound(service, binding);
  const inputs = question(world, standIn, { observed, serviceClass: classOf(binding) });
  const first = desire(inputs);
  const { database } = first.standing;
  // What is gone cannot be let into; what is said of its loss comes first.
  if (database === undefined || !sameRef(refOf(database), move.from)) return undefined;
  const ends = await askEnds(world, service, { roles: first.gated.asksEnds, children: observed.byRole });
  const wanted = ends === undefined ? first : desire({ ...inputs, ends });
  await applyChildren(world, {
    key: serviceKey(service.metadata),
    uid: service.metadata.uid,
    generation: service.metadata.generation,
    children: wanted.prepared.children.filter(({ role }) => role === ROLE.binding || role === ROLE.migrator || isMoveRole(role)),
    observed: observed.byId,
    memory: world.memory(serviceKey(service.metadata)),
    changesDatabase: false,
    frozen: new Set(),
  });
  return {
    reason: "Progressing",
    stalls: false,
    message: `a move of the data is taken back first: the application is let into its present database again (attempt ${Math.max(1, move.undoing)}${move.failure === undefined ? "" : `; ${move.failure}`})`,
  };
}

function isShut({ move, database }: Binding): boolean {
  return move !== undefined && isShutOut(move.state) && move.from.kind === database && move.undoing <= MOST_ATTEMPTS;
}

/** What it is now, whatever is asked for: a spec that cannot be worked on still has a database to be let into. */
function asBound(service: WebService, { tier = "1", database }: Binding): WebService {
  const placement = ({ "in-cluster": "InCluster", rds: "RDS", aurora: "Aurora", none: "Auto" } as const)[database];
  return { ...service, spec: { userTier: tier, image: "unused", database: { placement } } };
}

/** The place that it was built in. */
function classOf({ place }: Binding): WebServiceClass {
  const { className = "", region, accountID, vpcID } = place ?? {};
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebServiceClass",
    metadata: { name: className, uid: "", resourceVersion: "", generation: 0 },
    spec: { region, accountID, vpcID },
  };
}
