// What a browser loads: the client's own files first, the operator's folder beneath them, the client's page for an
// unknown path of one segment, and 404 for the rest. Rules S2 to S5.
import { Elysia } from "elysia";
import { type ClientSource, clientSource } from "./client-files.ts";
import { type ClientFile, cacheControl, serveClientFile } from "./content-negotiation.ts";
import type { Folder, serveFolder } from "./folder.ts";
import { isVisible } from "./hidden-paths.ts";
import { pageOf, templated } from "./index-page.ts";

type Client = {
  /** undefined until the client is built. */
  index: string | undefined;
  file: (request: Request, path: string) => Response | undefined | Promise<Response | undefined>;
};

export type AssetOptions = {
  /** Begins and ends with a slash; the routes themselves get it from the app they are used in. */
  basePath: string;
  publicDir: string | undefined;
  source?: ClientSource;
};

/** The last routes of the app: `/` and `/*`. */
export async function assets({ basePath, publicDir, source = clientSource }: AssetOptions) {
  const client = typeof source === "string" ? await fromFolder(source) : await fromBinary(source);
  const operators = publicDir === undefined ? undefined : await folderAt(publicDir, () => "no-cache");
  const hasTheme = publicDir !== undefined && (await Bun.file(`${publicDir}/theme.css`).exists());
  const page = client.index === undefined ? notBuilt : pageOf(templated(client.index, basePath, hasTheme));

  return new Elysia()
    .get("/", ({ request }) => page(request), { detail: { hide: true } })
    .get(
      "/*",
      async ({ request }) => {
        const path = pathBelow(basePath, request);
        if (path === undefined) return notFound();
        if (path === "" || path === "index.html") return page(request);
        const [first = "", ...rest] = path.replace(/\/$/, "").split("/");
        if (first === "api") return nothingInApi();
        const file = (await client.file(request, path)) ?? (await operators?.(request, path));
        if (file !== undefined) return file;
        return rest.length === 0 && isVisible(first) && !first.includes(".") ? page(request) : notFound();
      },
      { detail: { hide: true } },
    );
}

async function fromBinary(files: Readonly<Record<string, ClientFile>>): Promise<Client> {
  const byPath = new Map(Object.entries(files));
  const index = byPath.get("index.html");
  return {
    index: index && (await Bun.file(index.paths.identity).text()),
    file: (request, path) => {
      const file = byPath.get(path);
      return file && serveClientFile(request, path, file);
    },
  };
}

/** Who serves no folder doesn't wait for what that takes. */
async function folderAt(...how: Parameters<typeof serveFolder>): Promise<Folder> {
  const { serveFolder } = await import("./folder.ts");
  return serveFolder(...how);
}

async function fromFolder(folder: string): Promise<Client> {
  const index = Bun.file(`${folder}/index.html`);
  if (!(await index.exists())) return { index: undefined, file: () => undefined };
  return { index: await index.text(), file: await folderAt(folder, cacheControl) };
}

/** The decoded path below the base path; undefined where it can't be decoded. */
function pathBelow(basePath: string, request: Request): string | undefined {
  try {
    return decodeURIComponent(new URL(request.url).pathname.slice(basePath.length));
  } catch {
    return undefined;
  }
}

function notFound(): Response {
  return plain404("There is nothing at this address.");
}

function nothingInApi(): Response {
  return Response.json({ error: { code: "not_found", message: "There is nothing at this address." } }, { status: 404 });
}

function notBuilt(): Response {
  return plain404("The client is not built: run `bun run build`.");
}

function plain404(text: string): Response {
  return new Response(`${text}\n`, { status: 404, headers: { "content-type": "text/plain;charset=utf-8" } });
}
