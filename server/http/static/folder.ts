// A folder on disk, served by @elysiajs/static behind a guard: the plugin follows `..%2f` and symbolic links out of the
// folder, serves dot files, and keeps answering with the tag of a file that has changed since. Nothing of that gets by.
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { notModified, validators } from "./content-negotiation.ts";
import { isVisible } from "./hidden-paths.ts";

/** Answers with the file at a decoded path below the folder, or undefined when there is none to be seen. */
export type Folder = (request: Request, path: string) => Promise<Response | undefined>;

/** @param caching the Cache-Control of a path */
export async function serveFolder(folder: string, caching: (path: string) => string): Promise<Folder> {
  const [{ Elysia }, { staticPlugin }] = await Promise.all([import("elysia"), import("@elysiajs/static")]);
  const root = await realpath(folder);
  const files = new Elysia({ aot: false }).use(
    await staticPlugin({ assets: root, prefix: "", etag: false, alwaysStatic: false, decodeURI: true, silent: true }),
  );

  return async (request, path) => {
    const found = await visibleFile(root, path);
    if (found === undefined) return undefined;
    const address = path.split("/").map(encodeURIComponent).join("/");
    const plain = await files.handle(new Request(`http://folder/${address}`));
    if (plain.status !== 200) return undefined;
    const tag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`;
    const headers = validators(tag, caching(path));
    for (const [name, value] of Object.entries(headers)) plain.headers.set(name, value);
    // Bun would add the type on its own, but too late for HEAD.
    plain.headers.set("content-type", Bun.file(join(root, path)).type);
    return notModified(request, headers) ?? plain;
  };
}

async function visibleFile(root: string, path: string) {
  if (!isVisible(path)) return undefined;
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith(root + sep)) return undefined;
    const found = await stat(real);
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}
