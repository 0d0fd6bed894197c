// The generator of HTTP requests: a process with a few connections, each of which sends its request again and again, the next
// one when the former was answered. Its argument is a RequestLoad as JSON; the output is one line of JSON with the CPU usage
// and the number of requests.
import { startCpuWatch } from "./cpu-watch.ts";

export type RequestLoad = {
  readonly port: number;
  /** The process whose CPU time is measured. */
  readonly pid: number;
  /** What each connection sends: a whole HTTP request. */
  readonly requests: readonly string[];
  /** What each answer begins with. */
  readonly expected: string;
  /** How many requests are answered before the measurement, and how long it takes. A count warms all servers alike. */
  readonly warmRequests: number;
  readonly measureMs: number;
};

const load: RequestLoad = JSON.parse(process.argv[2] ?? "{}");
const POLL_MS = 1;
let answered = 0;

/** Returns the length of the answer at the beginning of the text; undefined where it isn't complete. */
function answerLength(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const bodyLength = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (bodyLength === undefined) throw new Error(`an answer without a length: ${text.slice(0, 300)}`);
  const length = headEnd + 4 + Number(bodyLength);
  return length <= text.length ? length : undefined;
}

for (const request of load.requests) {
  const bytes = Buffer.from(request);
  let received = "";
  await Bun.connect({
    hostname: "127.0.0.1",
    port: load.port,
    socket: {
      open: (socket) => void socket.write(bytes),
      data(socket, chunk) {
        // As latin1, a character is a byte.
        received += chunk.toString("latin1");
        const length = answerLength(received);
        if (length === undefined) return;
        if (!received.startsWith(load.expected)) throw new Error(`an unexpected answer: ${received.slice(0, 300)}`);
        received = received.slice(length);
        answered++;
        socket.write(bytes);
      },
      close() {
        throw new Error("the server closed a connection");
      },
    },
  });
}

while (answered < load.warmRequests) await Bun.sleep(POLL_MS);
const before = answered;
const usage = startCpuWatch(load.pid);
await Bun.sleep(load.measureMs);
process.stdout.write(`${JSON.stringify({ ...usage(), requests: answered - before })}\n`);
process.exit(0);
