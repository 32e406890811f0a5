// Makes the document what is described, by changing only what differs: focus, scrolling and what is open stay as they are.
import type { Action, Attributes, Described } from "./describe.js";

const SVG = "http://www.w3.org/2000/svg";

const actionsOf = new WeakMap<Element, Readonly<Record<string, Action | undefined>>>();
const attributesOf = new WeakMap<Element, Attributes>();

export function show(parent: Element, wanted: readonly (Described | string)[]): void {
  const present = [...parent.childNodes];
  const keyed = new Map(present.flatMap((node) => (keyOf(node) === undefined ? [] : [[keyOf(node), node]])));
  const kept = new Set<Node>();
  let at: ChildNode | null = parent.firstChild;
  for (const next of wanted) {
    const node = fitting(next, keyed, nextFree(at, kept)) ?? created(next, parent);
    if (node !== at) parent.insertBefore(node, at);
    else at = at.nextSibling;
    kept.add(node);
    if (typeof next !== "string") update(node as Element, next);
    else if (node.textContent !== next) node.textContent = next;
  }
  for (const node of present) if (!kept.has(node)) node.remove();
}

function nextFree(at: ChildNode | null, kept: ReadonlySet<Node>): ChildNode | null {
  let node = at;
  while (node !== null && kept.has(node)) node = node.nextSibling;
  return node;
}

/** What is there already and may become it: the one of the same key, or the next one without any. */
function fitting(next: Described | string, keyed: ReadonlyMap<unknown, ChildNode>, at: ChildNode | null): ChildNode | undefined {
  if (typeof next === "string") return at?.nodeType === Node.TEXT_NODE ? at : undefined;
  const key = next.attributes.key;
  const found = key === undefined ? at : keyed.get(key);
  if (found === null || found === undefined || keyOf(found) !== key) return undefined;
  return found instanceof Element && found.localName === next.tag ? found : undefined;
}

function created(next: Described | string, parent: Element): ChildNode {
  if (typeof next === "string") return document.createTextNode(next);
  const isSvg = next.tag === "svg" || (parent.namespaceURI === SVG && parent.localName !== "foreignObject");
  return isSvg ? document.createElementNS(SVG, next.tag) : document.createElement(next.tag);
}

function keyOf(node: Node): unknown {
  return node instanceof Element ? attributesOf.get(node)?.key : undefined;
}

function update(element: Element, { attributes, children }: Described): void {
  const before = attributesOf.get(element) ?? {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(attributes)]))
    if (before[name] !== attributes[name]) setAttribute(element, name, attributes[name]);
  attributesOf.set(element, attributes);
  show(element, children);
}

/** `on…` is an action, `key` is ours, `open` of details is set once: afterwards it belongs to the reader. */
function setAttribute(element: Element, name: string, value: Attributes[string]): void {
  if (name === "key") return;
  if (typeof value === "function" || name.startsWith("on")) {
    setAction(element, name.slice("on".length), typeof value === "function" ? value : undefined);
    return;
  }
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

function setAction(element: Element, event: string, action: Action | undefined): void {
  const actions = actionsOf.get(element) ?? {};
  if (!(event in actions)) element.addEventListener(event, (happened) => actionsOf.get(element)?.[event]?.(happened));
  actionsOf.set(element, { ...actions, [event]: action });
}
