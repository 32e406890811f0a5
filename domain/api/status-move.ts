// What a status says of a move of data.
import { z } from "zod";
import { described } from "./rules.js";
import { line, time, word } from "./status-texts.js";

/**
 * Of a move of data. `rehearsed`: copied once without touching anything that serves. `freezing`: the application may be shut out, a program
 * copies. `promoting`: it is shut out, the new database was a replica and becomes one of its own. `verifying`: it is shut out, both are
 * compared. `undoing`: it is to be let in again. `undone`: it is. `switched`: it uses the other database. `kept`: only what was left is kept.
 */
export const MOVE_STATES = ["rehearsed", "freezing", "promoting", "verifying", "undoing", "undone", "switched", "kept"] as const;
export type MoveState = (typeof MOVE_STATES)[number];

const moveProgress = z.object({
  text: described(line, "All of it in words."),
  phase: described(word, "What the program does now."),
  seconds: described(z.int(), "Seconds for which it has done that."),
  bytes: described(z.int().optional(), "Bytes that are read from the old database, or written to the new one."),
  ofBytes: described(z.int().optional(), "Size of the old database in bytes."),
  rows: described(z.int().optional(), "Rows that were seen on their way, or are compared."),
  ofRows: described(z.int().optional(), "Rows of the old database, as it reckons itself."),
  tables: described(z.int().optional(), "Tables that are compared."),
  ofTables: described(z.int().optional(), "Tables that there are."),
  bytesPerSecond: described(z.int().optional(), "Bytes per second in the last minute."),
  rowsPerSecond: described(z.int().optional(), "Rows per second in the last minute."),
  secondsLeft: described(z.int().optional(), "About how many seconds are left. Left out where nothing tells."),
  leftBy: described(
    z.enum(["Rate", "Rehearsal"]).optional(),
    "What that follows from. Rate: how quickly this phase goes on, and it is about this phase. Rehearsal: how long that took, and it is about the whole time for which the application is shut out.",
  ),
  readAt: described(time, "When the log was read."),
});

export const moveStatus = z.object({
  id: described(word.optional(), "Names the two databases. Left out before the rehearsal has ended."),
  from: described(word, "Kind of the database that the data is moved from."),
  to: described(word, "Kind of the database that it is moved to."),
  state: described(
    z.enum(["preparing", ...MOVE_STATES]),
    "preparing, rehearsed, freezing (the application is shut out while its data is copied, or while a replica catches up), promoting (the replica becomes a database of its own), verifying (both are compared), undoing (it is let in again), undone, switched (it uses the new database) or kept (done; the old data is kept).",
  ),
  since: described(time.optional(), "Since when it is in this state."),
  phases: described(
    z
      .array(
        z.object({
          name: described(word, "Name of the phase."),
          state: described(z.enum(["Done", "UnderWay", "Waiting"]), "How far it is."),
        }),
      )
      .max(16),
    "The phases in their order.",
  ),
  attempt: described(z.int().optional(), "How often the application was shut out for it."),
  expectedSeconds: described(z.number().optional(), "Seconds for which it will be shut out, measured by the rehearsal."),
  frozenSeconds: described(z.number().optional(), "Seconds for which it was shut out."),
  bytes: described(z.number().optional(), "Size of the data in bytes."),
  rows: described(z.number().optional(), "Number of rows."),
  failure: described(line.optional(), "Why the last attempt was given up."),
  progress: described(
    moveProgress.optional(),
    "How far the program is that works at it now, as its log says. Left out where none is at work, or its log cannot be read. It is shown and decides nothing.",
  ),
});
