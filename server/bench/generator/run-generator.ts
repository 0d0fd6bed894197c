import { join } from "node:path";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { pinToCore, type RunningServer } from "../harness/processes.ts";
import type { CpuUsage } from "./cpu-watch.ts";
import type { GeneratorLoad, GeneratorResult } from "./load-generator.ts";
import type { RequestLoad } from "./request-generator.ts";

/** Puts a running server under load from a generator process. @param lines from the server's `connectionLines` */
export async function runGenerator(
  server: RunningServer,
  { messageFrame, takesLines }: Pick<BenchmarkedServer, "messageFrame" | "takesLines">,
  lines: readonly string[],
  options: Omit<GeneratorLoad, "port" | "pid" | "messageFrame" | "takesLines">,
): Promise<GeneratorResult> {
  const load: GeneratorLoad = {
    ...options,
    messageFrame,
    takesLines: takesLines ?? false,
    port: server.port,
    pid: server.pid,
  };
  return runProgram<GeneratorResult>("load-generator.ts", load, lines.join("\n"));
}

/** Sends requests to a running server from a generator process. */
export function runRequestGenerator(
  server: RunningServer,
  options: Omit<RequestLoad, "port" | "pid">,
): Promise<CpuUsage & { readonly requests: number }> {
  return runProgram("request-generator.ts", { ...options, port: server.port, pid: server.pid } satisfies RequestLoad);
}

async function runProgram<Result>(program: string, load: object, input = ""): Promise<Result> {
  const script = join(import.meta.dir, program);
  const child = Bun.spawn(pinToCore("generator", [process.execPath, script, JSON.stringify(load)]), {
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as Result;
}
