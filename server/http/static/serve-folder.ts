// Serves a folder on disk with @elysiajs/static, behind a guard: the plugin follows `..%2f` and symbolic links out of the
// folder, serves dot files, and keeps sending the ETag of a file that has changed since. The guard prevents each of these.
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { notModifiedResponse, validators } from "./content-negotiation.ts";
import { isHiddenPath } from "./hidden-paths.ts";

/** Responds with the file at a decoded path below the folder; undefined when there is none or it is hidden. */
export type FolderHandler = (request: Request, path: string) => Promise<Response | undefined>;

/** Returns the handler of a folder. @param caching returns the Cache-Control of a path */
export async function serveFolder(folder: string, caching: (path: string) => string): Promise<FolderHandler> {
  const [{ Elysia }, { staticPlugin }] = await Promise.all([import("elysia"), import("@elysiajs/static")]);
  const root = await realpath(folder);
  const files = new Elysia({ aot: false }).use(
    await staticPlugin({ assets: root, prefix: "", etag: false, alwaysStatic: false, decodeURI: true, silent: true }),
  );

  return async (request, path) => {
    const file = await visibleFile(root, path);
    if (file === undefined) return undefined;
    const address = path.split("/").map(encodeURIComponent).join("/");
    const response = await files.handle(new Request(`http://folder/${address}`));
    if (response.status !== 200) return undefined;
    const tag = `"${file.mtimeMs.toString(36)}-${file.size.toString(36)}"`;
    const headers = validators(tag, caching(path));
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    // Bun would add the type by itself, but too late for HEAD.
    response.headers.set("content-type", Bun.file(join(root, path)).type);
    return notModifiedResponse(request, headers) ?? response;
  };
}

async function visibleFile(root: string, path: string) {
  if (isHiddenPath(path)) return undefined;
  try {
    const real = await realpath(join(root, path));
    // A link may lead to a dot file by a name that is none.
    if (!real.startsWith(root + sep) || isHiddenPath(real.slice(root.length + 1))) return undefined;
    const found = await stat(real);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}
