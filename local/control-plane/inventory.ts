// What a fresh cluster contains before anybody uses it: nodes in three zones and the storage that EKS would offer.
const REGION = "us-east-1";
const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"] as const;

// Far more than an m7g.xlarge has, so that the largest tier's thousands of pods fit on three nodes.
const CAPACITY = { cpu: "4000", memory: "16000Gi", "ephemeral-storage": "100Ti", pods: "5000" } as const;

export type Seed = { readonly path: string; readonly object: unknown };

export function storageSeeds(): readonly Seed[] {
  const driver = "ebs.csi.aws.com";
  return [
    {
      path: "/apis/storage.k8s.io/v1/csidrivers",
      // Nothing is attached to a node that does not exist; with `true` every pod would get FailedAttachVolume events.
      object: { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata: { name: driver }, spec: { attachRequired: false } },
    },
    {
      path: "/apis/storage.k8s.io/v1/storageclasses",
      object: {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner: driver,
        parameters: { type: "gp3", encrypted: "true" },
        reclaimPolicy: "Delete",
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
      },
    },
  ];
}

export function nodeSeeds(count: number): readonly Seed[] {
  return Array.from({ length: count }, (_, index) => ({ path: "/api/v1/nodes", object: node(index) }));
}

function node(index: number): unknown {
  const zone = ZONES[index % ZONES.length] ?? ZONES[0];
  // volume-stages.yaml reads the zone out of this name.
  const name = `${zone}-${Math.floor(index / ZONES.length) + 1}`;
  const instance = `i-${index.toString(16).padStart(17, "0")}`;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "arm64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "m7g.xlarge",
        "topology.kubernetes.io/region": REGION,
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: { providerID: `aws:///${zone}/${instance}`, podCIDR: `10.${100 + index}.0.0/16` },
    status: {
      allocatable: CAPACITY,
      capacity: CAPACITY,
      nodeInfo: { architecture: "arm64", operatingSystem: "linux" },
      addresses: [
        { type: "InternalIP", address: `10.10.${index}.10` },
        { type: "Hostname", address: name },
      ],
    },
  };
}
