// `bun run observatory`: Mozilla's HTTP Observatory scans the built executable over https, with a certificate that it trusts.
// The scanner is no dependency of Mayfly: it is installed into a folder that goes again, for it brings a web server and a
// database along. Exits with 1 below the score of rule S29.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificate } from "./proxies/start-proxy.ts";
import { startMayfly } from "./start-mayfly.ts";

const SCANNER = "@mdn/mdn-http-observatory";
const VERSION = "1.4.8";
const MIN_SCORE = 130;

type Scan = {
  readonly error?: string;
  readonly scan: { readonly score: number; readonly grade: string };
  readonly tests: Readonly<Record<string, { readonly result: string; readonly scoreModifier: number }>>;
};

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Runs a program in a folder. @returns what it printed */
async function run(folder: string, command: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn([...command], { cwd: folder, env: { ...process.env, ...env }, stderr: "pipe" });
  const [printed, problems] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (child.exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${printed}${problems}`);
  return printed;
}

const folder = await mkdtemp(join(tmpdir(), "mayfly-observatory-"));
try {
  await Bun.write(join(folder, "package.json"), "{}");
  await run(folder, [process.execPath, "add", "--ignore-scripts", `${SCANNER}@${VERSION}`]);
  const scanner = join(folder, "node_modules", SCANNER);
  // Its own scripts fetch this list from elsewhere; nobody preloads a test's address.
  await Bun.write(join(scanner, "conf/hsts-preload.json"), "{}");
  const { cert, key } = await createCertificate(folder);
  const server = await startMayfly("--tls", `${cert},${key}`);
  const program = Bun.which("node") ?? process.execPath;
  const printed = await run(folder, [program, join(scanner, "src/scan.js"), `127.0.0.1:${server.port}`], {
    NODE_EXTRA_CA_CERTS: cert,
  });
  await server.stop();
  const { scan, tests } = JSON.parse(printed) as Scan;
  for (const [name, { result, scoreModifier }] of Object.entries(tests)) {
    print(`${`${scoreModifier > 0 ? "+" : ""}${scoreModifier}`.padStart(4)}  ${name}: ${result}`);
  }
  print(`${scan.score} points, ${scan.grade}; at least ${MIN_SCORE} are asked for`);
  process.exitCode = scan.score >= MIN_SCORE ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
