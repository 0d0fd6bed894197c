// A process that posts messages over HTTP: some keep-alive connections, each with one request on its way.
// Its argument is a PostLoad as JSON. The output is one line, a PostResult as JSON.
import type { PostRequest } from "../harness/benchmarked-server.ts";
import { cpuMs, pinToCore, type RunningServer } from "../harness/processes.ts";
import type { CpuUsage } from "./load-generator.ts";

type PostLoad = {
  readonly port: number;
  readonly pid: number;
  readonly request: PostRequest;
  readonly connections: number;
  readonly warmMs: number;
  readonly measureMs: number;
};

export type PostResult = CpuUsage & { readonly requests: number };

/** Posts the same message again and again, from a process of its own. */
export async function runPostGenerator(
  { port, pid }: Pick<RunningServer, "port" | "pid">,
  options: Omit<PostLoad, "port" | "pid">,
): Promise<PostResult> {
  const load: PostLoad = { ...options, port, pid };
  const child = Bun.spawn(pinToCore("generator", [process.execPath, import.meta.path, JSON.stringify(load)]), {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the generator failed");
  return JSON.parse(text) as PostResult;
}

const HEAD_END = "\r\n\r\n";

function requestBytes({ path, headers, body }: PostRequest, port: number): Buffer {
  const all = { Host: `127.0.0.1:${port}`, "Content-Type": "application/json", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from([`POST ${path} HTTP/1.1`, ...lines, length].join("\r\n") + HEAD_END + body);
}

/** Returns how long the first answer in these bytes is; undefined if its end hasn't arrived. @throws if it is a refusal */
function answerLength(data: Buffer): number | undefined {
  const headLength = data.indexOf(HEAD_END);
  if (headLength < 0) return undefined;
  const head = data.toString("latin1", 0, headLength);
  if (!/^HTTP\/1\.1 2\d\d/.test(head)) throw new Error(`refused: ${data.toString("utf8", 0, 400)}`);
  const body = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (body === null) throw new Error(`an answer without a length: ${head}`);
  const length = headLength + HEAD_END.length + Number(body[1]);
  return data.length < length ? undefined : length;
}

async function post({ port, pid, request, connections, warmMs, measureMs }: PostLoad): Promise<PostResult> {
  const bytes = requestBytes(request, port);
  let requests = 0;
  for (let i = 0; i < connections; i++) {
    await Bun.connect<{ rest: Buffer }>({
      hostname: "127.0.0.1",
      port,
      data: { rest: Buffer.alloc(0) },
      socket: {
        open: (socket) => void socket.write(bytes),
        data(socket, chunk) {
          const data = socket.data.rest.length === 0 ? chunk : Buffer.concat([socket.data.rest, chunk]);
          const length = answerLength(data);
          if (length === undefined) {
            // The runtime reuses the memory of a chunk.
            socket.data.rest = Buffer.from(data);
            return;
          }
          socket.data.rest = Buffer.alloc(0);
          requests++;
          socket.write(bytes);
        },
        close() {
          throw new Error("the server closed a connection");
        },
      },
    });
  }
  await Bun.sleep(warmMs);
  const [from, ns, server, own] = [requests, Bun.nanoseconds(), cpuMs(pid), process.cpuUsage()];
  await Bun.sleep(measureMs);
  const [ownUsage, serverUsage] = [process.cpuUsage(own), cpuMs(pid)];
  return {
    requests: requests - from,
    seconds: (Bun.nanoseconds() - ns) / 1e9,
    serverMs: serverUsage.total - server.total,
    serverUserMs: serverUsage.user - server.user,
    generatorMs: (ownUsage.user + ownUsage.system) / 1000,
  };
}

if (import.meta.main) {
  const result = await post(JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}
