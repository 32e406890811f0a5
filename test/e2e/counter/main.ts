// Three programs in one image: the application ("serve"), the load on it ("load"), and writers of numbered rows ("write").
import { parseArgs } from "node:util";
import { environmentOf } from "./environment.js";
import { load } from "./load.js";
import { serve } from "./serve.js";
import { write } from "./write.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "" },
    method: { type: "string", default: "GET" },
    seconds: { type: "string", default: "60" },
    clients: { type: "string", default: "4" },
    name: { type: "string", default: "writer" },
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
  case "write": {
    const { url, name, clients } = values;
    process.stdout.write(`${JSON.stringify(await write({ url, name, writers: Number(clients) }))}\n`);
    break;
  }
  default:
    process.stderr.write(
      "usage: main.mjs [serve | load --url URL [--method M] [--seconds N] [--clients N] | write --url URL [--name N] [--clients N]]\n",
    );
    process.exitCode = 2;
}
