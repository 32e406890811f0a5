// Asks Flux's and Argo CD's own code what it makes of an object.
import { execFile } from "node:child_process";
import { progressToStderr } from "../../local/control-plane/progress.js";
import { ensureTool } from "../../local/tools/build.js";

export type Kstatus = { readonly status: string; readonly message: string };
export type ArgoHealth = { readonly status: string; readonly message: string };

export function kstatus(object: unknown): Promise<Kstatus> {
  return ask<Kstatus>(["kstatus"], object);
}

export function argoHealth(object: unknown): Promise<ArgoHealth> {
  return runLua<ArgoHealth>("health.lua", object);
}

/** `script` is a path below deploy/argocd. */
export function runLua<T>(script: string, object: unknown): Promise<T> {
  return ask<T>(["lua", `deploy/argocd/${script}`], object);
}

async function ask<T>(args: readonly string[], object: unknown): Promise<T> {
  const program = await ensureTool("gitops", progressToStderr);
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], (error, out, err) => {
      if (error === null) resolve(JSON.parse(out) as T);
      else reject(new Error(err));
    });
    child.stdin?.end(JSON.stringify(object));
  });
}
