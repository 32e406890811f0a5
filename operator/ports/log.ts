// Port: structured logs with the keys that controller-runtime users know (controller, namespace, name, reconcileID).
export type LogFields = Readonly<Record<string, unknown>>;
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  with(fields: LogFields): Log;
};
