// Texts of a status.
import { z } from "zod";

// Limits of what is reported: `bounded` cuts each status to them before it is written.
export const word = z.string().max(512);
export const line = z.string().max(1024);
export const text = z.string().max(4096);
export const time = z.string().max(64);
