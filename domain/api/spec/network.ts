// spec.network: what the application reaches beside what Tenfold makes for it.
import { z } from "zod";
import { described, ruled } from "../rules.js";
import { ipv4Range, objectName, port } from "../schema-parts.js";

const destination = z.object({
  cidr: described(ipv4Range.optional(), "IPv4 address range, for example 10.20.0.0/16, or 10.20.1.7/32 for one address."),
  namespace: described(objectName.optional(), "Namespace of this cluster, with all its pods."),
  ports: described(z.array(port).min(1).max(16), "TCP ports."),
});

const oneOfBoth = ruled(destination, {
  cel: "has(self.cidr) != has(self.namespace)",
  holds: ({ cidr, namespace }) => (cidr === undefined) !== (namespace === undefined),
  message: "does not name one destination",
  remedy: "set either cidr or namespace",
});

export const network = z.object({
  egress: described(
    z.array(oneOfBoth).max(32).optional(),
    "Destinations that web pods, workers and internal services may open connections to, beside name service, HTTPS, and what Tenfold makes for them. The class may limit what can be named. A change takes effect without replacing pods.",
  ),
});
