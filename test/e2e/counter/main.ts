// Two programs in one image: the application ("serve"), and the load on it ("load").
import { parseArgs } from "node:util";
import { environmentOf } from "./environment.js";
import { load } from "./load.js";
import { serve } from "./serve.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "" },
    method: { type: "string", default: "GET" },
    seconds: { type: "string", default: "60" },
    clients: { type: "string", default: "4" },
  },
});

switch (positionals[0] ?? "serve") {
  case "serve":
    await serve(environmentOf(process.env));
    break;
  case "load": {
    const { url, method, seconds, clients } = values;
    process.stdout.write(`${JSON.stringify(await load({ url, method, seconds: Number(seconds), clients: Number(clients) }))}\n`);
    break;
  }
  default:
    process.stderr.write("usage: main.mjs [serve | load --url URL [--method M] [--seconds N] [--clients N]]\n");
    process.exitCode = 2;
}
