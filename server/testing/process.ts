// The server as its own process, from source or compiled, on a free port; ended by its pid.
import { join } from "node:path";

const MAIN = join(import.meta.dir, "../main.ts");

/** What a server logs of its trouble; that it stops is no news. */
async function passOn(log: ReadableStream<Uint8Array>): Promise<void> {
  for await (const chunk of log) {
    const lines = new TextDecoder().decode(chunk).split(/(?<=\n)/);
    process.stderr.write(lines.filter((line) => !line.includes(" info stop")).join(""));
  }
}

export async function spawnServer(
  flags: readonly string[] = [],
  command: readonly string[] = [process.execPath, MAIN],
) {
  const child = Bun.spawn([...command, "--host", "127.0.0.1", "--port", "0", ...flags], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "" },
  });
  void passOn(child.stderr);
  let said = "";
  for await (const chunk of child.stdout) {
    said += new TextDecoder().decode(chunk);
    if (/:\d+\//.test(said)) break;
  }
  const port = Number(/127\.0\.0\.1:(\d+)\//.exec(said)?.[1]);
  const url = `http://127.0.0.1:${port}`;
  return {
    child,
    port,
    url,
    // biome-ignore lint/suspicious/noExplicitAny: tests read the answers field by field
    async post(path: "rooms" | "sessions", body: object = {}): Promise<any> {
      const answer = await fetch(`${url}/api/${path}`, { method: "POST", body: JSON.stringify(body) });
      if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status}`);
      return answer.json();
    },
    async stop(): Promise<number> {
      child.kill("SIGTERM");
      return child.exited;
    },
  };
}
