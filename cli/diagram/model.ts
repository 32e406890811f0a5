// What a picture shows: things with the row and the zones they are in, and what flows between them. Says nothing of lengths or colours. Pure.

/** From the users down. A row without things is left out. */
export const ROWS = [
  "users",
  "edge",
  "balancer",
  "web",
  "services",
  "cache",
  "pooler",
  "database",
  "beside",
  "regional",
  "workers",
  "watch",
  "gone",
] as const;
export type Row = (typeof ROWS)[number];

export const ROW_NAMES: Readonly<Record<Row, string>> = {
  users: "Users",
  edge: "DNS and CDN",
  balancer: "Load balancer",
  web: "Web",
  services: "Internal services",
  cache: "Cache",
  pooler: "Connections",
  database: "Database",
  beside: "Databases beside it",
  regional: "Sessions and messages",
  workers: "Asynchronous",
  watch: "Watching",
  gone: "No longer there",
};

export type Kind =
  | "users"
  | "dns"
  | "cdn"
  | "balancer"
  | "pods"
  | "pooler"
  | "cache"
  | "database"
  | "bucket"
  | "table"
  | "queue"
  | "function"
  | "mail"
  | "alarm"
  | "dashboard"
  | "logs";

/** Against the architecture that a picture is compared with. */
export type State = "same" | "new" | "larger" | "smaller" | "changed" | "gone";

/** What pictures are compared by: equal words are the same, and among others the first number that differs says which is larger. */
export type Measure = { readonly words: string; readonly numbers: readonly number[] };

type Thing = {
  /** Unique in the picture: lower case, digits, `-`. */
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  /** At most two lines below the title. */
  readonly lines: readonly string[];
  readonly measure: Measure;
  readonly state: State;
};

/** A thing within a thing: the pods of one zone, one of several services. */
export type Part = Thing & {
  /** Index of its zone. Undefined: AWS or the cluster says where. */
  readonly zone?: number;
};

export type Node = Thing & {
  readonly row: Row;
  readonly parts: readonly Part[];
  /** Drawn as so many squares, of which the first row is filled: shards with their replicas. */
  readonly grid?: Grid;
  /** US dollars a month, at list prices. */
  readonly monthlyUSD?: number;
  /** What it was before, where it is not the same. */
  readonly was?: string;
};

export type Grid = { readonly columns: number; readonly rows: number };

/** `request`: somebody waits for the answer; `data`: to the database; `message`: nobody waits. */
export type Flow = "request" | "data" | "message" | "lookup";

export type Edge = {
  readonly from: string;
  readonly to: string;
  /** Part of the target that it is for. */
  readonly part?: string;
  readonly word: string;
  readonly flow: Flow;
};

export type Model = {
  readonly title: string;
  readonly subtitle: string;
  /** Letters, in order. */
  readonly zones: readonly string[];
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** It is compared with another one. */
  readonly isCompared: boolean;
};

type Given = Pick<Node, "id" | "kind" | "row" | "title" | "lines" | "grid"> & {
  readonly numbers?: readonly number[];
  readonly parts?: readonly Part[];
};

export function node({ parts = [], numbers = [], ...given }: Given): Node {
  return { ...given, parts, measure: measureOf(given, numbers), state: "same" };
}

type GivenPart = Pick<Part, "id" | "kind" | "title" | "lines" | "zone"> & { readonly numbers?: readonly number[] };

export function part({ numbers = [], ...given }: GivenPart): Part {
  return { ...given, measure: measureOf(given, numbers), state: "same" };
}

function measureOf({ title, lines }: Pick<Thing, "title" | "lines">, numbers: readonly number[]): Measure {
  return { words: [title, ...lines].join("; "), numbers };
}
