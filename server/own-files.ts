// What this executable answers at each of its addresses, for `mayfly verify` to compare a server with. Rules N42, N44.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { randomBase32 } from "./chat/lib/ids.ts";
import { loadConfig } from "./config/config.ts";
import { createNode } from "./create-node.ts";
import { LocalEngine } from "./engine/local-engine.ts";
import { createApp } from "./http/app.ts";
import { renderDocs } from "./http/docs/docs.ts";
import { contentSecurityPolicy } from "./http/request/security-headers.ts";
import { type ClientSource, clientSource } from "./http/static/client-files.ts";
import { fillIndexPage } from "./http/static/index-page.ts";
import { createLogger } from "./logger.ts";
import { createPasswordHashing } from "./security/password-hashing.ts";
import { type ExpectedFile, type OwnFiles, sha256 } from "./verify/expected-file.ts";
import { version, versionText } from "./version.ts";

const PAGE = "index.html";
const SERVICE_WORKER = "sw.js";
const HAS_THEME =
  "The page has the operator's theme.css, which this executable doesn't know: how the page looks is theirs.";

type OwnFilesOptions = {
  /** The path of the lobby as it is asked for. */
  readonly basePath: string;
  readonly source?: ClientSource;
  readonly version?: string;
};

/** Returns undefined where the client isn't built. */
export async function ownFiles(options: OwnFilesOptions): Promise<OwnFiles | undefined> {
  const { basePath, source = clientSource } = options;
  const paths = await pathsOf(source);
  const page = paths.get(PAGE);
  if (page === undefined) return undefined;
  const files = [...paths].filter(([path]) => path !== PAGE);
  const own = { version: options.version ?? version, versionText };
  return {
    ...own,
    files: [
      ...expectedPages(await Bun.file(page).text()),
      ...(await Promise.all(files.map(([path, from]) => expectedFile(path, from)))),
      // Behind a proxy that takes the path away, the server's own base path is the root.
      ...(await expectedDocuments([...new Set(["/", basePath])], own)),
    ],
  };
}

/** Returns where each file of the client is, by its path below the lobby; nothing where the client isn't built. */
async function pathsOf(source: ClientSource): Promise<Map<string, string>> {
  if (typeof source !== "string") {
    return new Map(Object.entries(source).map(([path, { paths }]) => [path, paths.identity]));
  }
  const entries = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(files.map((file) => [file.slice(source.length + 1).replaceAll("\\", "/"), file]));
}

async function expectedFile(path: string, from: string): Promise<ExpectedFile> {
  const content = await Bun.file(from).bytes();
  const policy = path === SERVICE_WORKER ? contentSecurityPolicy() : undefined;
  return { path, status: 200, contents: new Map([[sha256(content), ""]]), policy };
}

/** The page, at every depth that a room has and at an address where there is nothing. */
function expectedPages(html: string): ExpectedFile[] {
  // A code that nobody has, so that a server can't know it for a test's.
  const code = randomBase32((bytes) => void crypto.getRandomValues(bytes), 8);
  const addresses = ["", PAGE, "admin", "doctor", code, `${code}/board`, `${code}/nothing/here`];
  return addresses.map((path) => {
    const depth = path.split("/").length - 1;
    const [plain, themed] = [false, true].map((hasTheme) => sha256(fillIndexPage(html, depth, hasTheme)));
    return {
      path,
      status: depth > 1 ? 404 : 200,
      contents: new Map([
        [themed ?? "", HAS_THEME],
        [plain ?? "", ""],
      ]),
      policy: contentSecurityPolicy(),
    };
  });
}

/** The documents of the API and `/docs`, which have the base path in them. */
async function expectedDocuments(
  basePaths: readonly string[],
  own: Pick<OwnFiles, "version" | "versionText">,
): Promise<ExpectedFile[]> {
  const asked = await Promise.all(basePaths.map((basePath) => documentsAt(basePath, own)));
  const answers = asked.filter((answer) => answer !== undefined);
  const [{ policy } = { policy: "" }] = answers;
  const contentsOf = (pick: (answer: (typeof answers)[number]) => string) =>
    new Map(answers.map((answer) => [sha256(pick(answer)), ""]));
  return [
    { path: "docs", status: 200, contents: contentsOf(({ docs }) => docs), policy },
    { path: "api/openapi.json", status: 200, contents: contentsOf(({ openapi }) => openapi), policy: undefined },
    { path: "api/asyncapi.json", status: 200, contents: contentsOf(({ asyncapi }) => asyncapi), policy: undefined },
  ];
}

/** Asks an app that listens nowhere. Returns undefined for what can't be a base path. */
async function documentsAt(basePath: string, own: Pick<OwnFiles, "version" | "versionText">) {
  const loaded = loadConfig(["--base-path", basePath, "--limits", "off"], {});
  if (!loaded.ok) return undefined;
  const { config } = loaded;
  const { node } = await createNode(config, {
    clock: Date.now,
    random: (bytes) => void crypto.getRandomValues(bytes),
    logger: createLogger(config.log, () => undefined),
    secret: crypto.getRandomValues(new Uint8Array(64)),
    engine: new LocalEngine({ events: 1, bytes: 1024 }, config.maxMemoryBytes),
    isSaving: () => true,
    passwords: createPasswordHashing(),
    saveAccounts: () => Promise.resolve(undefined),
    savedAccounts: { accounts: [], retired: [], settings: {} },
    ...own,
  });
  const { app } = createApp(node, config);
  const ask = (request: Request): Promise<Response> => Promise.resolve(app.handle(request));
  const address = (path: string) => new Request(`http://localhost${config.basePath}${path}`);
  const { html, policy } = await renderDocs(address("docs"), ask);
  const [openapi, asyncapi] = await Promise.all(
    ["api/openapi.json", "api/asyncapi.json"].map(async (path) => (await ask(address(path))).text()),
  );
  return { docs: html, policy, openapi: openapi ?? "", asyncapi: asyncapi ?? "" };
}
