// The questions of `init`: what is asked, what it is for, what it is when nobody says anything, and whether an answer will do. Pure.
import { API_VERSION } from "../../domain/api/keys.js";
import { parseTier, TIERS } from "../../domain/api/tier.js";
import { DEFINITIONS } from "../validate/definitions.js";
import type { Finding } from "../validate/finding.js";
import { fieldOf } from "../validate/finding.js";
import { judged } from "../validate/judge.js";

export type Answers = {
  readonly name: string;
  /** One of the nine. */
  readonly tier: string;
  readonly image: string;
  /** Undefined: reached by the name of its load balancer. */
  readonly host: string | undefined;
  /** Undefined: the default one. */
  readonly className: string | undefined;
};
export type Key = keyof Answers;
export type Partly = Partial<Answers>;

export type Question = {
  readonly key: Key;
  readonly flag: string;
  readonly ask: string;
  /** One line. */
  readonly why: string;
  /** What an empty answer means; undefined: nothing is written, as `none` says. */
  readonly preset: (before: Partly) => string | undefined;
  readonly none?: string;
  /** Has to be given where nobody can be asked. */
  readonly isNeeded: boolean;
};

/** `folder`: name of the folder that somebody works in. */
export function questions(folder: string): readonly Question[] {
  return [
    {
      key: "name",
      flag: "--name",
      ask: "Name of the service",
      why: "Its objects are named after it, and it cannot be changed later.",
      preset: () => (problemWith("name", folder) === undefined ? folder : "shop"),
      isNeeded: true,
    },
    {
      key: "tier",
      flag: "--tier",
      ask: "Number of users",
      why: `One of ${TIERS.join(", ")}. It can be raised at any time; no data is lost. \`tenfold tiers\` says what each gets and costs.`,
      preset: () => "10",
      isNeeded: true,
    },
    {
      key: "image",
      flag: "--image",
      ask: "Container image",
      why: "Of the web application, which listens for HTTP on port 8080 (spec.port says otherwise).",
      preset: ({ name = "shop" }) => `registry.example.com/${name}:1.0.0`,
      isNeeded: true,
    },
    {
      key: "host",
      flag: "--host",
      ask: "Host name",
      why: "In the domain of the class; its DNS record is written for you.",
      preset: () => undefined,
      none: "none: the name of the load balancer",
      isNeeded: false,
    },
    {
      key: "className",
      flag: "--class",
      ask: "WebServiceClass",
      why: "Account, network and limits, as whoever runs the cluster has named them.",
      preset: () => undefined,
      none: "the default one of the cluster",
      isNeeded: false,
    },
  ];
}

const PATHS: Readonly<Record<Key, string>> = {
  name: "metadata.name",
  tier: "spec.userTier",
  image: "spec.image",
  host: "spec.hosts[0]",
  className: "spec.className",
};

/** What the API server would say of it. Undefined: nothing. */
export function problemWith(key: Key, answer: string): Pick<Finding, "message" | "remedy"> | undefined {
  const good: Answers = { name: "shop", tier: "10", image: "example.com/shop:1", host: undefined, className: undefined };
  const service = DEFINITIONS.find(({ kind }) => kind === "WebService");
  if (service === undefined) throw new Error("no definition of WebService");
  return judged(service, objectOf({ ...good, [key]: answer })).find(({ path }) => fieldOf(path) === PATHS[key]);
}

export function objectOf({ name, tier, image, host, className }: Answers) {
  return {
    apiVersion: API_VERSION,
    kind: "WebService",
    metadata: { name },
    spec: { userTier: parseTier(tier) ?? tier, image, ...(host && { hosts: [host] }), ...(className && { className }) },
  };
}
