// Flags of `tenfold check`.
import type { FileFlags, FormatFlag } from "../commands/start.js";

export type CheckFlags = FileFlags & FormatFlag & { readonly strict?: boolean; readonly operatorNamespace?: string };
