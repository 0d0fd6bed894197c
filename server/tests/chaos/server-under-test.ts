import { ApiClient } from "../../testing/api-client.ts";
import { INSTRUMENTED_COMMAND, SOURCE_COMMAND } from "../../testing/source-command.ts";
import type { InstrumentedServerCommand } from "./instrumented-server.ts";

export { INSTRUMENTED_COMMAND, SOURCE_COMMAND };

export type ServerUnderTestOptions = {
  readonly command?: readonly string[];
  readonly data?: string;
  readonly flags?: readonly string[];
};

/** Makes a write beyond the file size limit fail instead of ending the process: an ignored signal stays ignored over exec. */
const IGNORING_SIGXFSZ = ["sh", "-c", `trap '' XFSZ; exec "$@"`, "sh"];
const STARTED_WITHIN_MS = 15_000;

/** A server process that a test can kill, freeze and keep from writing, and start again on the same port and data file. */
export class ServerUnderTest {
  readonly #command: readonly string[];
  readonly #flags: readonly string[];
  #child: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;
  #isEndExpected = false;
  #onReply = () => {};
  port = 0;
  /** What it printed at its last start. */
  banner = "";
  /** What it has logged since the first start. */
  log = "";
  /** How often it has been started. */
  starts = 0;
  /** Descriptions of exits that no test asked for. */
  readonly surprises: string[] = [];

  constructor({ command = SOURCE_COMMAND, data, flags = [] }: ServerUnderTestOptions = {}) {
    this.#command = command;
    this.#flags = [...(data === undefined ? [] : ["--data", data]), "--limits", "off", ...flags];
  }

  static async started(options: ServerUnderTestOptions = {}): Promise<ServerUnderTest> {
    const server = new ServerUnderTest(options);
    await server.start();
    return server;
  }

  get pid(): number {
    if (this.#child === undefined) throw new Error("the server is not running");
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get client(): ApiClient {
    return new ApiClient(`http://127.0.0.1:${this.port}`);
  }

  /** Starts the process and waits until it listens. The port stays the same over all starts. */
  async start(): Promise<void> {
    const flags = ["--host", "127.0.0.1", "--port", String(this.port), ...this.#flags];
    const child = Bun.spawn([...IGNORING_SIGXFSZ, ...this.#command, ...flags], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env.PATH ?? "" },
      ipc: () => this.#onReply(),
    });
    this.#child = child;
    this.#isEndExpected = false;
    this.starts++;
    void this.#read(child.stderr);
    child.exited.then((code) => {
      if (this.#child === child) this.#child = undefined;
      if (!this.#isEndExpected)
        this.surprises.push(`it exited by itself with ${code ?? child.signalCode}: ${this.log.slice(-500)}`);
    });
    const deadline = setTimeout(() => child.kill("SIGKILL"), STARTED_WITHIN_MS);
    let printed = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      printed += decoder.decode(chunk, { stream: true });
      if (printed.includes("Ctrl+C")) break;
    }
    clearTimeout(deadline);
    const port = /127\.0\.0\.1:(\d+)\//.exec(printed)?.[1];
    if (port === undefined) throw new Error(`the server did not start: ${printed}${this.log.slice(-1000)}`);
    this.port = Number(port);
    this.banner = printed;
  }

  /** Kills the process with SIGKILL. */
  async crash(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Stops the process with SIGTERM. @returns its exit code; null if it was killed by a signal */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  freeze(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.pid, "SIGCONT");
  }

  /** Makes every write beyond that many bytes of a file fail with EFBIG; undefined removes the limit. */
  async limitFiles(bytes: number | undefined): Promise<void> {
    const soft = bytes === undefined ? "unlimited" : String(bytes);
    await Bun.spawn(["prlimit", "--pid", String(this.pid), `--fsize=${soft}:unlimited`]).exited;
  }

  /** Sends a command to an instrumented server. */
  control(command: InstrumentedServerCommand): void {
    this.#child?.send(command);
  }

  /** Returns the text of a heap snapshot of an instrumented server. @param file where the snapshot is written */
  async heapSnapshot(file: string): Promise<string> {
    const written = new Promise<void>((resolve) => {
      this.#onReply = resolve;
    });
    this.control({ heapTo: file });
    await written;
    return Bun.file(file).text();
  }

  /** Resolves once it has logged this text, which comes by another way than its answers and may come later. */
  async logged(text: string): Promise<void> {
    while (!this.log.includes(text)) await Bun.sleep(10);
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    this.#isEndExpected = true;
    child.kill(signal);
    const code = await child.exited;
    this.#child = undefined;
    return code;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.log += decoder.decode(chunk, { stream: true });
  }
}

/** Returns whether a program is installed. */
export const hasProgram = (program: string): boolean => Bun.which(program) !== null;
