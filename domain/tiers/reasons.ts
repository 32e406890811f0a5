// Why a tier has what the one below it has not, each with where the reason is from. Data only; docs/explanation/why-each-tier.md tells
// the same at length, and the figures of load beside them are computed (load.ts).
import type { Tier } from "../api/tier.js";

/**
 * - talk: "Scaling a web service to ten million users on AWS" (AWS Summit 2016): one of its eleven commandments, or one of its customers.
 * - arithmetic: follows from the assumptions of load.ts or from a limit of PostgreSQL or AWS.
 * - ours: a decision of this project.
 */
export type ReasonSource =
  | { readonly kind: "talk"; readonly says: string }
  | { readonly kind: "arithmetic"; readonly says: string }
  | { readonly kind: "ours" };

export type Reason = { readonly why: string; readonly source: ReasonSource };

const talk = (says: string): ReasonSource => ({ kind: "talk", says });
const arithmetic = (says: string): ReasonSource => ({ kind: "arithmetic", says });
const ours: ReasonSource = { kind: "ours" };

/** The talk's commandments that a tier answers, by their number. */
export const COMMANDMENTS = {
  1: "several availability zones",
  2: "balance the load",
  3: "every layer must be able to grow",
  4: "cache much, inside and outside",
  5: "scale automatically",
  7: "watch, measure and analyse in one place",
  8: "do not build yourself what a service does",
  10: "move to microservices",
} as const;

const commandment = (number: keyof typeof COMMANDMENTS): ReasonSource =>
  talk(`commandment ${String(number)}: ${COMMANDMENTS[number]}`);

export const TIER_REASONS: Readonly<Record<Tier, readonly Reason[]>> = {
  "1": [
    {
      why: "The first day of every product: everything on one node, nothing to run beside it.",
      source: talk("its ladder begins with one box"),
    },
    { why: "A fixed address survives the pod and the node.", source: ours },
  ],
  "10": [
    {
      why: "The database gets a node of its own, so that neither starves the other.",
      source: talk("its ladder, where web and database part first"),
    },
  ],
  "100": [
    {
      why: "Load is no reason to move the database yet; backups, patches and alarms on it are, and RDS does all three.",
      source: commandment(8),
    },
    { why: "The web pod is stateless now, so a new one serves before the old one stops.", source: ours },
  ],
  "1k": [
    { why: "A second zone for web and database: for failure, not for load.", source: commandment(1) },
    { why: "Two pods need something that divides the requests between them, and that ends TLS.", source: commandment(2) },
    { why: "The number of pods follows their CPU, which is also what replaces a lost one.", source: commandment(5) },
    { why: "Whoever has users wants to see errors and latency before they do.", source: commandment(7) },
  ],
  "10k": [
    {
      why: "There are a hundred reads for each write: a replica, a cache, and a CDN for what never changes take them off the database.",
      source: commandment(4),
    },
    { why: "Files and sessions leave the pods, so that pods can come and go.", source: commandment(3) },
    { why: "A CDN, a bucket and a table for sessions are services: there is nothing to run.", source: commandment(8) },
  ],
  "100k": [
    {
      why: "All paths take the CDN, and with it the firewall; half of the bytes never reach the load balancer.",
      source: commandment(4),
    },
    { why: "A third zone: losing one takes a third and not a half of the pods.", source: commandment(1) },
    {
      why: "48 pods would open more connections than the database can use: a pooler shares them, spreads reads over the replicas, and keeps one address when the data moves later.",
      source: arithmetic("48 pods × 20 connections against 2 883 that the application may have and 4 CPUs that work on them"),
    },
  ],
  "1M": [
    {
      why: "RDS would need more replicas than one primary feeds well; Aurora shares one volume between a writer and up to 15 readers, and adds readers by load.",
      source: commandment(3),
    },
    {
      why: "The load balancer keeps capacity for the average, so that a peak begins from there.",
      source: arithmetic("1 million users × 10 100 requests × 10 kB in 730 hours are 139 units of 1 GB an hour"),
    },
    { why: "One cache node does not hold it any more: shards.", source: commandment(3) },
  ],
  "5M": [
    {
      why: "Writes leave the request path: a queue takes them at once, workers do them in their own time.",
      source: talk("the customer above 5 million users: API servers and workers in two zones, a queue between them"),
    },
    { why: "E-mail is sent by a service.", source: commandment(8) },
    { why: "Two replicas for each cache shard: losing one zone costs no shard its spare.", source: commandment(1) },
  ],
  "10M": [
    { why: "The monolith is taken apart: internal services scale by themselves.", source: commandment(10) },
    {
      why: "What an upload starts runs as a function: nothing waits for it, and nothing runs when nothing is uploaded.",
      source: talk("a large image is uploaded, a function stores the smaller one"),
    },
    {
      why: "15 readers are Aurora's limit: beyond this tier one database is no answer any more.",
      source: arithmetic("a limit of Aurora"),
    },
  ],
};
