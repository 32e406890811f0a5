// Jest wants a default export in a file of its own.
import { start } from "./setup.js";

// eslint-disable-next-line no-restricted-syntax -- the contract of jest's globalSetup
export default (_: unknown, { globals }: { readonly globals: { readonly testFolder: string } }): Promise<void> =>
  start(globals.testFolder);
