// Jest wants a default export in a file of its own.
import { stop } from "./setup.js";

// eslint-disable-next-line no-restricted-syntax -- the contract of jest's globalTeardown
export default stop;
