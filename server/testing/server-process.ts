import { SOURCE_COMMAND } from "./source-command.ts";

/** Copies the server's log to this process' stderr, except for the line about a normal stop, and to a list. */
async function forwardErrorLog(log: ReadableStream<Uint8Array>, logged: string[]): Promise<void> {
  for await (const chunk of log) {
    const lines = new TextDecoder().decode(chunk).split(/(?<=\n)/);
    logged.push(...lines);
    process.stderr.write(lines.filter((line) => !line.includes(" info stop")).join(""));
  }
}

/** Returns a function that posts to the API of a server, and returns the answer's body. */
export const postTo =
  (url: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies field by field
  async (path: "rooms" | "sessions", body: object = {}, headers: Record<string, string> = {}): Promise<any> => {
    const response = await fetch(`${url}/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status}`);
    return response.json();
  };

/** Starts the server as its own process on a free port, from source by default, and waits until it listens. */
export async function spawnServerProcess(
  flags: readonly string[] = [],
  command: readonly string[] = SOURCE_COMMAND,
  env: Readonly<Record<string, string>> = {},
) {
  const child = Bun.spawn([...command, "--host", "127.0.0.1", "--port", "0", ...flags], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  const logged: string[] = [];
  void forwardErrorLog(child.stderr, logged);
  let banner = "";
  for await (const chunk of child.stdout) {
    banner += new TextDecoder().decode(chunk);
    if (/:\d+\//.test(banner)) break;
  }
  const port = Number(/127\.0\.0\.1:(\d+)\//.exec(banner)?.[1]);
  const url = `http://127.0.0.1:${port}`;
  return {
    child,
    /** What the server has logged. */
    logged,
    port,
    url,
    post: postTo(url),
    /** Stops the server with SIGTERM and returns its exit code. */
    async stop(): Promise<number> {
      child.kill("SIGTERM");
      return child.exited;
    },
  };
}
