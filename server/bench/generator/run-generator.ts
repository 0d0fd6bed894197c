import { join } from "node:path";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { pinToCore, type RunningServer } from "../harness/processes.ts";
import type { GeneratorLoad, GeneratorResult } from "./load-generator.ts";

/** Puts a running server under load from a generator process. @param lines from the server's `connectionLines` */
export async function runGenerator(
  server: RunningServer,
  { messageFrame, takesLines }: Pick<BenchmarkedServer, "messageFrame" | "takesLines">,
  lines: readonly string[],
  options: Omit<GeneratorLoad, "port" | "pid" | "messageFrame" | "takesLines">,
): Promise<GeneratorResult> {
  const script = join(import.meta.dir, "load-generator.ts");
  const load: GeneratorLoad = {
    ...options,
    messageFrame,
    takesLines: takesLines ?? false,
    port: server.port,
    pid: server.pid,
  };
  const child = Bun.spawn(pinToCore("generator", [process.execPath, script, JSON.stringify(load)]), {
    stdin: new Blob([lines.join("\n")]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as GeneratorResult;
}
