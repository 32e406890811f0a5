// For worlds in which no data may be given up: whoever tries fails.
import type { DataDeletion } from "../../operator/ports/data-deletion.js";

const refuse = () => Promise.reject(new Error("data is to be given up"));

export const neverDeletes: DataDeletion = { tryRemove: refuse, remove: refuse, setLocks: refuse, removeSecret: refuse };
