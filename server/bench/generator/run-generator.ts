import { join } from "node:path";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { pinToCore, type RunningServer } from "../harness/processes.ts";
import type { CpuUsage } from "./cpu-watch.ts";
import { packLines } from "./line-packing.ts";
import type { GeneratorLoad, GeneratorResult } from "./load-generator.ts";
import type { RequestLoad } from "./request-generator.ts";

/**
 * Puts a running server under load from a generator process.
 * @param lines from the server's `connectionLines`
 * @param signal ends it before its time; then there is no result, and this throws
 */
export async function runGenerator(
  { port, pid }: Pick<RunningServer, "port" | "pid">,
  { messageFrame, takesLines, acknowledges }: Pick<BenchmarkedServer, "messageFrame" | "takesLines" | "acknowledges">,
  lines: readonly string[],
  options: Omit<GeneratorLoad, "port" | "pid" | "messageFrame" | "takesLines" | "acknowledges">,
  signal?: AbortSignal,
): Promise<GeneratorResult> {
  const load: GeneratorLoad = {
    ...options,
    messageFrame,
    takesLines: takesLines ?? false,
    acknowledges: acknowledges ?? false,
    port,
    pid,
  };
  return runProgram<GeneratorResult>("load-generator.ts", load, lines.map(packLines).join("\n"), signal);
}

/** Sends requests to a running server from a generator process. */
export function runRequestGenerator(
  { port, pid }: Pick<RunningServer, "port" | "pid">,
  options: Omit<RequestLoad, "port" | "pid">,
): Promise<CpuUsage & { readonly requests: number }> {
  return runProgram("request-generator.ts", { ...options, port, pid } satisfies RequestLoad);
}

async function runProgram<Result>(program: string, load: object, input = "", signal?: AbortSignal): Promise<Result> {
  const script = join(import.meta.dir, program);
  const child = Bun.spawn(pinToCore("generator", [process.execPath, script, JSON.stringify(load)]), {
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "inherit",
    ...(signal && { signal }),
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as Result;
}
