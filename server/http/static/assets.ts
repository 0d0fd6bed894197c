// Serves what a browser loads: first the client's own files, then the operator's folder, then the client's page, with 404
// where the path can't be a room's. Rules S2 to S5.
import { Elysia } from "elysia";
import { errorBody, NOTHING_HERE } from "../request/errors.ts";
import { type ClientSource, clientSource } from "./client-files.ts";
import { type ClientFile, cacheControl, serveClientFile } from "./content-negotiation.ts";
import { createPageHandler, fillIndexPage, MAX_PAGE_DEPTH, type PageHandler } from "./index-page.ts";
import type { FolderHandler, serveFolder } from "./serve-folder.ts";

type Client = {
  /** Undefined when the client is not built. */
  index: string | undefined;
  file: (request: Request, path: string) => Response | undefined | Promise<Response | undefined>;
};

export type AssetSettings = {
  /** Begins and ends with a slash. The routes don't contain it: the app that uses them adds it as its prefix. */
  basePath: string;
  publicDir: string | undefined;
  source?: ClientSource;
};

/** Where systems post what is shared with an installed client, as its manifest has it. */
const SHARE_PATH = "share.target";

export const isShare = ({ method, url }: Request): boolean => method === "POST" && url.endsWith(`/${SHARE_PATH}`);

/** Returns the routes `/` and `/*`, which the app adds last. */
export async function assetRoutes({ basePath, publicDir, source = clientSource }: AssetSettings) {
  const client = typeof source === "string" ? await fromFolder(source) : await fromBinary(source);
  const operatorFolder = publicDir === undefined ? undefined : await folderAt(publicDir, () => "no-cache");
  const hasTheme = publicDir !== undefined && (await Bun.file(`${publicDir}/theme.css`).exists());
  const pages = Array.from({ length: MAX_PAGE_DEPTH + 1 }, (_, depth) =>
    client.index === undefined ? notBuilt : lazyPage(client.index, depth, hasTheme),
  );
  const page = (request: Request, status?: 200 | 404): Response | Promise<Response> =>
    pages[new URL(request.url).pathname.split("/").length - basePath.split("/").length]?.(request, status) ??
    notFound();

  return (
    new Elysia()
      // An installed client is shared to, but its service worker wasn't there to take it: nothing of the body is read. Rule F60.
      .post(`/${SHARE_PATH}`, toLobby, { parse: "none", detail: { hide: true } })
      .get("/", ({ request }) => withSlash(basePath, request) ?? page(request), { detail: { hide: true } })
      .get(
        "/*",
        async ({ request }) => {
          const path = pathBelow(basePath, request);
          if (path === undefined) return notFound();
          if (path === "" || path === "index.html") return page(request);
          const segments = path.replace(/\/$/, "").split("/");
          const [first = ""] = segments;
          if (first === "api") return nothingInApi();
          const file = (await client.file(request, path)) ?? (await operatorFolder?.(request, path));
          if (file !== undefined) return file;
          if (isRoomPath(segments)) return page(request);
          return first === "assets" || isFileName(segments.at(-1)) ? notFound() : page(request, 404);
        },
        { detail: { hide: true } },
      )
  );
}

/** Whether there may be a room at this path: `/CODE`, or `/CODE/board`, its board alone. */
function isRoomPath([code, view, ...rest]: string[]): boolean {
  return !isFileName(code) && (view === undefined || (view === "board" && code !== "assets")) && rest.length === 0;
}

/** Creates the page of this depth when it is first asked for. */
function lazyPage(html: string, depth: number, hasTheme: boolean): PageHandler {
  let handler: PageHandler | undefined;
  return (request, status) => {
    handler ??= createPageHandler(fillIndexPage(html, depth, hasTheme));
    return handler(request, status);
  };
}

/** Redirects `/chat` to `/chat/`, below which the client's page finds its room. The answer isn't kept: the path may change. */
function withSlash(basePath: string, request: Request): Response | undefined {
  const { pathname, search } = new URL(request.url);
  if (`${pathname}/` !== basePath) return undefined;
  return new Response(null, { status: 307, headers: { location: basePath + search, "cache-control": "no-cache" } });
}

function toLobby(): Response {
  return new Response(null, { status: 303, headers: { location: "./#shared", "cache-control": "no-store" } });
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

/** Imports serve-folder.ts only here, so that a server without a folder doesn't wait for it. */
async function folderAt(...options: Parameters<typeof serveFolder>): Promise<FolderHandler> {
  const { serveFolder } = await import("./serve-folder.ts");
  return serveFolder(...options);
}

async function fromFolder(folder: string): Promise<Client> {
  const index = Bun.file(`${folder}/index.html`);
  if (!(await index.exists())) return { index: undefined, file: () => undefined };
  return { index: await index.text(), file: await folderAt(folder, cacheControl) };
}

/** Returns the decoded path below the base path; undefined where it can't be decoded. */
function pathBelow(basePath: string, request: Request): string | undefined {
  try {
    return decodeURIComponent(new URL(request.url).pathname.slice(basePath.length));
  } catch {
    return undefined;
  }
}

/** Returns whether somebody asks for a file by this name, and not for a page. Control characters are in neither. */
function isFileName(name = ""): boolean {
  return name.includes(".") || name.includes("\0");
}

function notFound(): Response {
  return plain404(NOTHING_HERE.message);
}

function nothingInApi(): Response {
  return Response.json(errorBody(NOTHING_HERE), { status: NOTHING_HERE.status });
}

function notBuilt(): Response {
  return plain404("The client is not built: run `bun run build`.");
}

function plain404(text: string): Response {
  return new Response(`${text}\n`, { status: 404, headers: { "content-type": "text/plain;charset=utf-8" } });
}
