// The programs that become images: one bundled file each. Only the first three are released.

export type ImageProgram = {
  /** Name of the image, and of the folder under .build/image. */
  readonly name: string;
  /** Entry point, below the root of the checkout. */
  readonly entry: string;
};

export const IMAGE_PROGRAMS: readonly ImageProgram[] = [
  { name: "operator", entry: "operator/main.ts" },
  { name: "migrator", entry: "migrator/main.ts" },
  { name: "pooler", entry: "pooler/main.ts" },
  { name: "local-aws", entry: "local/aws/main.ts" },
  { name: "counter", entry: "test/e2e/counter/main.ts" },
];
