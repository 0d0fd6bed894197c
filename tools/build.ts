// `bun run build`: builds the client into dist/web, checks the size of its first load, and compiles one executable.
//   --client  stops after the client        --all  builds for every system, into dist/, with SHA256SUMS
import { createHash } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { BunPlugin } from "bun";
import { version } from "../package.json";
import type { ClientFile } from "../server/http/static/content-negotiation.ts";
import { withIntegrity } from "../web/build/page-integrity.ts";
import { licences } from "./licences.ts";

const ROOT = join(import.meta.dir, "..");
const WEB = join(ROOT, "dist/web");
const COMPRESSED = join(ROOT, "dist/compressed");

/** How many bytes the page's first load may have, gzipped. */
const MAX_FIRST_LOAD_BYTES = { js: 35_000, css: 8_000 };

/**
 * Bun's name of each system and the file built for it. Bun's x64 runtimes choose their code paths at run time, so `baseline`
 * is the same program as without it, built under the name that people with old processors look for.
 */
const TARGETS = {
  "bun-linux-x64": "mayfly-linux-x64",
  "bun-linux-x64-baseline": "mayfly-linux-x64-baseline",
  "bun-linux-arm64": "mayfly-linux-arm64",
  "bun-linux-x64-musl": "mayfly-linux-x64-musl",
  "bun-linux-arm64-musl": "mayfly-linux-arm64-musl",
  "bun-darwin-x64": "mayfly-macos-x64",
  "bun-darwin-arm64": "mayfly-macos-arm64",
  "bun-windows-x64": "mayfly-windows-x64.exe",
} as const;

async function buildClient(): Promise<void> {
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "warn" });
  // Only now are the files what they will stay.
  const page = Bun.file(join(WEB, "index.html"));
  await Bun.write(page, await withIntegrity(await page.text(), (path) => Bun.file(join(WEB, path)).bytes()));
  await Bun.write(join(WEB, "licences.txt"), await licences());
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.map((path) => path.replaceAll("\\", "/")).sort();
}

/** Returns the paths that index.html names: scripts, preloaded modules and style sheets. */
function firstLoadOf(html: string): string[] {
  const tags = html.match(/<(script|link)\b[^>]*>/g) ?? [];
  const addresses = tags
    .filter((tag) => tag.startsWith("<script") || /rel="(modulepreload|stylesheet)"/.test(tag))
    .flatMap((tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1] ?? []);
  return [...new Set(addresses.map((address) => address.replace(/^\.?\//, "")))];
}

async function checkFirstLoad(): Promise<void> {
  const paths = firstLoadOf(await Bun.file(join(WEB, "index.html")).text());
  if (paths.length === 0) throw new Error("dist/web/index.html loads no script: its first load can't be weighed");
  const sizes = await Promise.all(paths.map(async (path) => gzipSync(await Bun.file(join(WEB, path)).bytes()).length));
  paths.forEach((path, index) => {
    say(`  ${kb(sizes[index] ?? 0).padStart(9)}  ${path}`);
  });
  for (const [kind, allowed] of Object.entries(MAX_FIRST_LOAD_BYTES)) {
    const total = sizes.reduce((sum, size, index) => sum + (paths[index]?.endsWith(`.${kind}`) ? size : 0), 0);
    say(`  ${kb(total).padStart(9)}  ${kind.toUpperCase()} of the first load, gzipped, of ${kb(allowed)} allowed`);
    if (total > allowed) throw new Error(`the first load has ${kb(total - allowed)} of ${kind.toUpperCase()} too much`);
  }
}

/** Returns the module that replaces server/http/static/client-files.ts: it embeds every file of the client and its variants. */
async function createEmbeddedModule(): Promise<string> {
  await rm(COMPRESSED, { recursive: true, force: true });
  await mkdir(COMPRESSED, { recursive: true });
  const imports: string[] = [];
  const embed = (path: string) => {
    imports.push(`import file${imports.length} from ${JSON.stringify(path)} with { type: "file" };`);
    return `file${imports.length - 1}`;
  };
  const entries: string[] = [];
  for (const path of await filesIn(WEB)) {
    const bytes = await Bun.file(join(WEB, path)).bytes();
    const variants = [`identity: ${embed(join(WEB, path))}`];
    for (const [encoding, compressed] of Object.entries(path === "index.html" ? {} : compress(bytes))) {
      if (compressed.length >= bytes.length * 0.95) continue;
      const variantPath = join(COMPRESSED, `${path.replaceAll("/", "_")}.${encoding}`);
      await Bun.write(variantPath, compressed);
      variants.push(`${encoding}: ${embed(variantPath)}`);
    }
    const file: Omit<ClientFile, "paths"> = { type: Bun.file(path).type, hash: Bun.hash(bytes).toString(36) };
    entries.push(`${JSON.stringify(path)}: { ...${JSON.stringify(file)}, paths: { ${variants.join(", ")} } }`);
  }
  return `${imports.join("\n")}\nexport const clientSource = {\n${entries.join(",\n")}\n};\n`;
}

function compress(bytes: Uint8Array): Record<"br" | "gzip", Uint8Array> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { br: brotliCompressSync(bytes, { params }), gzip: gzipSync(bytes, { level: 9 }) };
}

async function compile(target: Bun.Build.CompileTarget | undefined, outfile: string, client: string): Promise<void> {
  const embedClient: BunPlugin = {
    name: "embed-client",
    setup(build) {
      build.onLoad({ filter: /server[/\\]http[/\\]static[/\\]client-files\.ts$/ }, () => ({
        contents: client,
        loader: "js",
      }));
    },
  };
  await Bun.build({
    entrypoints: [join(ROOT, "server/main.ts"), join(ROOT, "server/engine/sqlite/journal.worker.ts")],
    // The executable must not read .env or bunfig.toml of the folder it is started in.
    compile: { outfile, ...(target && { target }), autoloadDotenv: false, autoloadBunfig: false },
    // Names stay: Elysia tells an error by the name of its class, and numbers of a query would not be held to their bounds.
    minify: { whitespace: true, syntax: true },
    bytecode: true,
    // What is imported later is in files of its own, so that a start neither reads it nor loads what it imports.
    format: "esm",
    splitting: true,
    define: {
      BUILD_COMMIT: JSON.stringify(commit()),
      IS_COMPILED: "true",
      "process.env.NODE_ENV": '"production"',
    },
    plugins: [embedClient],
  });
  say(`  ${mb(Bun.file(outfile).size).padStart(9)}  ${relative(ROOT, outfile)}`);
}

/** Returns BUILD_COMMIT, which a container's build sets because it has no git, or else the commit of git. */
function commit(): string {
  if (process.env.BUILD_COMMIT) return process.env.BUILD_COMMIT;
  if (Bun.which("git") === null) return "unknown";
  const git = Bun.spawnSync(["git", "rev-parse", "--short=9", "HEAD"], { cwd: ROOT, stderr: "ignore" });
  return git.exitCode === 0 ? git.stdout.toString().trim() : "unknown";
}

async function compileAll(client: string): Promise<void> {
  const sums: string[] = [];
  for (const [target, name] of Object.entries(TARGETS)) {
    const outfile = join(ROOT, "dist", name);
    await compile(target as keyof typeof TARGETS, outfile, client);
    const hash = createHash("sha256");
    for await (const chunk of Bun.file(outfile).stream()) hash.update(chunk);
    sums.push(`${hash.digest("hex")}  ${basename(outfile)}\n`);
  }
  await Bun.write(join(ROOT, "dist/SHA256SUMS"), sums.join(""));
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const kb = (bytes: number) => `${(bytes / 1e3).toFixed(1)} kB`;
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

if (import.meta.main) {
  const flags = new Set(process.argv.slice(2));
  const unknown = [...flags].filter((word) => word !== "--client" && word !== "--all");
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(" ")}; there are --client and --all`);
  try {
    say(`Mayfly ${version}, ${commit()}`);
    await buildClient();
    await checkFirstLoad();
    if (!flags.has("--client")) {
      const client = await createEmbeddedModule();
      if (flags.has("--all")) await compileAll(client);
      else await compile(undefined, join(ROOT, "dist/mayfly"), client);
    }
  } catch (error) {
    process.stderr.write(`build: ${error instanceof Error ? error.message : error}\n`);
    if (error instanceof AggregateError) for (const cause of error.errors) process.stderr.write(`  ${cause}\n`);
    process.exit(1);
  }
}
