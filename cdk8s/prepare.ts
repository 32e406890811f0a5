// Renders the blueprint and makes each child ready to be written: hash annotation, expected field ownership.
// Of an earlier rendering with the same blueprint only those creators run again that looked at something that is another now.
import { hash as digest } from "node:crypto";
import { ANNOTATION, LABEL } from "../domain/api/keys.js";
import type { KubeObject } from "../domain/api/objects.js";
import type { Child, LateValues, WaitingChild } from "../domain/blueprint/children.js";
import { areAlike } from "../domain/blueprint/members.js";
import { expectedFields } from "../domain/observed/managed-fields.js";
import { at, isSameJson, textAt } from "../domain/observed/reading.js";
import { childId } from "../domain/observed/record.js";
import { sharedText, withSharedTexts } from "../domain/observed/shared-text.js";
import type { Templates } from "../domain/plan/rollouts.js";
import { CREATORS } from "./creators.js";
import type { Looks } from "./looked-at.js";
import { looksSame } from "./looked-at.js";
import { sorted } from "./plain-object.js";
import type { Piece, RenderInput, Stage } from "./render.js";
import { openStage, refuseTwice, renderPiece } from "./render.js";
import type { PodsOutline } from "./templates.js";
import { templates } from "./templates.js";

export type { RenderInput } from "./render.js";

/** Enough to tell whether a child must be written. */
export type Outline = Omit<Child, "object"> & {
  /** Kind and name. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly hash: string;
  /** For kinds that have a pod template. */
  readonly pods: PodsOutline | undefined;
  /** What the server will say that our apply owns. */
  readonly expectedFields: string;
};
/** Where the outline was remembered, the object is rendered when it is first asked for: only a write needs it. */
export type PreparedChild = Outline & Pick<Child, "object">;
export type Prepared = {
  readonly children: readonly PreparedChild[];
  readonly waiting: readonly WaitingChild[];
  readonly templates: Templates;
};

/** What is kept of a rendering between two reconciles: no objects, which are ten times as large. */
export type Rendering = {
  /** Hash of blueprint and options. */
  readonly base: string;
  readonly late: LateValues;
  readonly outlines: readonly KeptOutline[];
  readonly waiting: readonly WaitingChild[];
  readonly shape: Shape;
};
type KeptOutline = Omit<Outline, "id">;

/** Which of them is whose, by creator. Equal ones are one: services of one kind share theirs. */
export type Shape = readonly { readonly looks: Looks; readonly children: number; readonly waiting: number }[];

type Outcome = { readonly prepared: Prepared; readonly rendering: Rendering };

/** As the last rendering where its inputs were the same. */
export function prepareAgain(input: RenderInput, last: Rendering | undefined): Outcome {
  const base = baseOf(input);
  const known = last?.base === base ? last : undefined;
  if (known !== undefined && isSameJson(known.late, input.late)) return outcome(input, recallAll(input, known), known);
  const objects = new LateObjects(input);
  const pieces = piecesOf(input, known, objects);
  const children = pieces.flatMap((piece) => piece.children);
  const waiting = pieces.flatMap((piece) => piece.waiting);
  refuseTwice(children.map(({ id }) => id));
  const outlines = pieces.flatMap((piece) => piece.outlines);
  const rendering = { base, late: input.late, outlines, waiting, shape: shapeOf(pieces, known?.shape) };
  objects.are(rendering);
  return outcome(input, children, rendering);
}

/** A database is the same whether it is read from what was asked for or from what stands: so each service of a creation is rendered once. */
function baseOf({ blueprint, options }: RenderInput): string {
  const { database } = blueprint;
  const isPlain = database !== undefined && database.kind !== "in-cluster" && areAlike(database);
  const said = isPlain ? { ...database, members: undefined } : database;
  return hashOf([{ ...blueprint, database: sorted(said) }, options]);
}

export function prepare(input: RenderInput): Prepared {
  return prepareAgain(input, undefined).prepared;
}

function outcome({ blueprint }: RenderInput, children: readonly PreparedChild[], rendering: Rendering): Outcome {
  const { waiting } = rendering;
  return { prepared: { children, waiting, templates: templates(children, blueprint) }, rendering };
}

function recallAll(input: RenderInput, known: Rendering): readonly PreparedChild[] {
  const objects = new LateObjects(input);
  objects.are(known);
  return known.outlines.map((outline) => new RecalledChild(outline, objects));
}

type PreparedPiece = Recalled & { readonly children: readonly PreparedChild[] };

/** All creators in their order, each as it was or run again. */
function piecesOf(input: RenderInput, known: Rendering | undefined, objects: LateObjects): readonly PreparedPiece[] {
  const before = known && recall(known);
  const [waited, waiting]: [WaitingChild[], WaitingChild[]] = [[], []];
  const isStill = (old: Recalled): boolean =>
    looksSame(old.looks, { late: known?.late ?? input.late, waiting: waited }, { late: input.late, waiting });
  const stage = openStage(input);
  return CREATORS.map((_, index) => {
    const old = before?.[index];
    const piece = old !== undefined && isStill(old) ? recalled(old, objects) : rendered(stage, index, waiting);
    waited.push(...(old?.waiting ?? []));
    waiting.push(...piece.waiting);
    return piece;
  });
}

function rendered(stage: Stage, index: number, waiting: readonly WaitingChild[]): PreparedPiece {
  const { children: made, ...rest } = renderPiece(stage, index, waiting);
  const children = made.map(prepareChild);
  return { ...rest, children, outlines: children.map(outlineOf) };
}

type Recalled = Pick<Piece, "looks" | "waiting"> & { readonly outlines: readonly KeptOutline[] };

function recall({ shape, outlines, waiting }: Rendering): readonly Recalled[] {
  let [child, wait] = [0, 0];
  return shape.map((of) => {
    const own = { outlines: outlines.slice(child, child + of.children), waiting: waiting.slice(wait, wait + of.waiting) };
    [child, wait] = [child + of.children, wait + of.waiting];
    return { ...own, looks: of.looks };
  });
}

function recalled(old: Recalled, objects: LateObjects): PreparedPiece {
  return { ...old, children: old.outlines.map((outline) => new RecalledChild(outline, objects)) };
}

/** Objects of outlines that were remembered: a creator runs again when the first of its objects is asked for. */
class LateObjects {
  readonly #made = new Map<string, KubeObject>();
  #stage: Stage | undefined;
  #of: Pick<Rendering, "outlines" | "waiting" | "shape"> | undefined;

  constructor(private readonly input: RenderInput) {}

  are(rendering: Pick<Rendering, "outlines" | "waiting" | "shape">): void {
    this.#of = rendering;
  }

  of(id: string): KubeObject {
    if (!this.#made.has(id)) this.#make(id);
    const found = this.#made.get(id);
    if (found === undefined) throw new Error(`${id} was rendered from these inputs before and is not now`);
    return found;
  }

  #make(id: string): void {
    const { outlines, waiting, shape } = this.#of ?? { outlines: [], waiting: [], shape: [] };
    const place = outlines.findIndex((outline) => idOf(outline) === id);
    let [end, waited] = [0, 0];
    const index = shape.findIndex((of) => {
      end += of.children;
      if (place < end) return true;
      waited += of.waiting;
      return false;
    });
    const { children } = renderPiece((this.#stage ??= openStage(this.input)), index, waiting.slice(0, waited));
    for (const { id, object } of children.map(prepareChild)) this.#made.set(id, object);
  }
}

class RecalledChild implements PreparedChild {
  readonly id: string;
  readonly kind: Outline["kind"];
  readonly part: Outline["part"];
  readonly holdsData: boolean;
  readonly mode: Outline["mode"];
  readonly name: string;
  readonly role: string;
  readonly hash: string;
  readonly pods: Outline["pods"];
  readonly expectedFields: string;
  readonly #objects: LateObjects;

  constructor(outline: KeptOutline, objects: LateObjects) {
    this.id = idOf(outline);
    this.kind = outline.kind;
    this.part = outline.part;
    this.holdsData = outline.holdsData;
    this.mode = outline.mode;
    this.name = outline.name;
    this.role = outline.role;
    this.hash = outline.hash;
    this.pods = outline.pods;
    this.expectedFields = outline.expectedFields;
    this.#objects = objects;
  }

  get object(): KubeObject {
    return this.#objects.of(this.id);
  }
}

const idOf = ({ kind: { kind }, name }: KeptOutline): string => childId({ kind, name });

/** Its texts are those of the child's record, once that has been seen. */
function outlineOf({ kind, part, holdsData, mode, pods, ...texts }: PreparedChild): KeptOutline {
  return {
    ...{ kind, part, holdsData, mode },
    name: sharedText(texts.name),
    role: sharedText(texts.role),
    hash: sharedText(texts.hash),
    pods: withSharedTexts(pods && { ...pods }),
    expectedFields: sharedText(texts.expectedFields),
  };
}

const LOOKS = new Map<string, Looks>();
const SHAPES = new Map<string, Shape>();

/** The number of different ones is that of kinds of services, not of services. */
function shapeOf(pieces: readonly PreparedPiece[], before: Shape | undefined): Shape {
  if (before?.every((of, index) => isShapeOf(of, pieces[index])) === true) return before;
  const own = pieces.map(({ looks, children, waiting }) => {
    const text = [...looks].sort().join("\n");
    const one = LOOKS.get(text) ?? looks;
    LOOKS.set(text, one);
    return { text, looks: one, children: children.length, waiting: waiting.length };
  });
  const text = own.map((piece) => `${piece.text}|${piece.children}|${piece.waiting}`).join("||");
  const known = SHAPES.get(text);
  if (known !== undefined) return known;
  const shape = own.map(({ looks, children, waiting }) => ({ looks, children, waiting }));
  SHAPES.set(text, shape);
  return shape;
}

function isShapeOf({ looks, children, waiting }: Shape[number], piece: PreparedPiece | undefined): boolean {
  return looks === piece?.looks && children === piece.children.length && waiting === piece.waiting.length;
}

export function prepareChild(child: Child): PreparedChild {
  const hash = hashOf(child.object);
  const { metadata } = child.object;
  const pods = HAS_PODS.has(child.object.kind) ? podsOf(child.object) : undefined;
  const ofPods: Record<string, string> = pods === undefined ? {} : { [ANNOTATION.fingerprint]: pods.fingerprint };
  const object: KubeObject = {
    ...child.object,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...ofPods, [ANNOTATION.hash]: hash } },
  };
  const role = metadata.labels?.[LABEL.component] ?? "";
  return {
    ...child,
    object,
    hash,
    pods,
    role,
    name: metadata.name,
    id: childId({ kind: object.kind, name: metadata.name }),
    expectedFields: expectedFields(object),
  };
}

/** Kinds whose pods are replaced when the template changes. */
const HAS_PODS = new Set(["Deployment", "StatefulSet"]);
const HASH_LENGTH = 16;

function podsOf(object: KubeObject): PodsOutline {
  const template = at(object, "spec", "template");
  return {
    fingerprint: hashOf(template),
    image: textAt(template, "spec", "containers", 0, "image") ?? "",
    isRecreated: at(object, "spec", "strategy", "type") === "Recreate",
  };
}

function hashOf(value: unknown): string {
  return digest("sha256", JSON.stringify(value), "hex").slice(0, HASH_LENGTH);
}
