// A log that remembers its lines.
import type { Log, LogFields } from "../../operator/ports/log.js";

export type Line = { readonly level: string; readonly message: string; readonly fields: LogFields };
export type FakeLog = Log & { readonly lines: Line[] };

export function fakeLog(): FakeLog {
  const lines: Line[] = [];
  const withFields = (own: LogFields): Log => {
    const at =
      (level: string) =>
      (message: string, fields: LogFields = {}) =>
        void lines.push({ level, message, fields: { ...own, ...fields } });
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (fields) => withFields({ ...own, ...fields }),
    };
  };
  return { ...withFields({}), lines };
}
