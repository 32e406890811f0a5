// WebService and WebServiceClass as the API server is to serve them: names, columns, subresources.
import { celRule } from "../../domain/api/rules.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { UNSEEN, webServiceStatus } from "../../domain/api/status.js";
import { webServiceClassSpec } from "../../domain/api/web-service-class.js";
import { webServiceName, webServiceSpec } from "../../domain/api/web-service.js";
import type { Column, KindDefinition } from "./custom-resource-definition.js";

const AGE: Column = {
  name: "Age",
  type: "date",
  jsonPath: ".metadata.creationTimestamp",
  description: "Time since it was created.",
};
const CATEGORIES = ["tenfold"];
const LABELS = { "app.kubernetes.io/part-of": "tenfold" };

const webService: KindDefinition = {
  ref: WEB_SERVICE,
  singular: "webservice",
  shortNames: ["ws"],
  categories: CATEGORIES,
  labels: LABELS,
  description:
    "WebService is a web application together with everything that AWS recommends around it for a given number of users: pods and load balancer, database, cache, storage, CDN, queue and alarms. Change spec.userTier and the architecture grows with it, step by step, without losing a row of data.",
  spec: webServiceSpec.meta({
    description: "What is wanted. Only userTier and image are required; everything else overrides what the tier decides.",
  }),
  status: webServiceStatus.meta({ description: "What is. Written by the operator, never by hand." }),
  firstStatus: { conditions: [UNSEEN] },
  rules: celRule(webServiceName),
  scale: {
    specReplicasPath: ".spec.scaling.minReplicas",
    statusReplicasPath: ".status.replicas",
    labelSelectorPath: ".status.selector",
  },
  columns: [
    { name: "Tier", type: "string", jsonPath: ".spec.userTier", description: "Number of users that it is built for." },
    {
      name: "Ready",
      type: "string",
      jsonPath: '.status.conditions[?(@.type=="Ready")].status',
      description: "Whether everything that the tier names is there and serves.",
    },
    {
      name: "Status",
      type: "string",
      jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
      description: "Why it is ready or not.",
    },
    { name: "Replicas", type: "integer", jsonPath: ".status.replicas", description: "Ready web pods." },
    { name: "URL", type: "string", jsonPath: ".status.endpoints.url", description: "Where to open it." },
    {
      name: "$/Mo",
      type: "number",
      jsonPath: ".status.cost.monthlyUSD",
      description: "Estimated list price per month in US dollars.",
    },
    AGE,
    {
      name: "Served",
      type: "string",
      jsonPath: ".status.tier.current",
      description: "Tier that is served now.",
      priority: 1,
    },
    {
      name: "Class",
      type: "string",
      jsonPath: ".status.className",
      description: "WebServiceClass that was used, the default one included.",
      priority: 1,
    },
  ],
};

const webServiceClass: KindDefinition = {
  ref: WEB_SERVICE_CLASS,
  singular: "webserviceclass",
  shortNames: ["wsc"],
  categories: CATEGORIES,
  labels: LABELS,
  description:
    "WebServiceClass says where in AWS the services of a cluster live and what they may ask for. Services name one in spec.className; the one with the annotation tenfold.dev/is-default-class: true serves those that name none. Parts of a service wait until the fields that they need are set.",
  spec: webServiceClassSpec.meta({
    description: "Region, account, network, zone and certificates, and the limits for services.",
  }),
  columns: [
    {
      name: "Default",
      type: "string",
      jsonPath: ".metadata.annotations.tenfold\\.dev/is-default-class",
      description: "true for the class of services that name none.",
    },
    { name: "Region", type: "string", jsonPath: ".spec.region", description: "AWS region." },
    { name: "Domain", type: "string", jsonPath: ".spec.domain", description: "Domain of the hosted zone." },
    { name: "Max-Tier", type: "string", jsonPath: ".spec.limits.maxTier", description: "Highest tier that is allowed." },
    AGE,
  ],
};

export const TENFOLD_KINDS: readonly KindDefinition[] = [webService, webServiceClass];
