// A server that may be hurt: started, killed, frozen and kept from writing, and started again on the same port and the
// same file. Ended by its own pid.
import { join } from "node:path";
import { WireClient } from "../../testing/api-client.ts";
import type { Pull } from "./instrumented-server.ts";

/** `mayfly` from source. */
export const SOURCE: readonly string[] = [process.execPath, join(import.meta.dir, "../../main.ts")];
/** The same with strings to pull. */
export const STRUNG: readonly string[] = [process.execPath, join(import.meta.dir, "instrumented-server.ts")];

export type VictimOptions = {
  readonly command?: readonly string[];
  readonly data?: string;
  readonly flags?: readonly string[];
};

/** A write beyond a file size limit is to fail, not to end the process: what is ignored stays so over exec. */
const SURVIVING = ["sh", "-c", `trap '' XFSZ; exec "$@"`, "sh"];
const STARTED_WITHIN_MS = 15_000;

export class Victim {
  readonly #command: readonly string[];
  readonly #flags: readonly string[];
  #child: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;
  #isMeant = false;
  #answered = () => {};
  port = 0;
  /** What it said at its last start. */
  banner = "";
  /** What it logged, over all its lives. */
  log = "";
  /** How often it was started. */
  lives = 0;
  /** How it ended when nobody had ended it. */
  readonly surprises: string[] = [];

  constructor({ command = SOURCE, data, flags = [] }: VictimOptions = {}) {
    this.#command = command;
    this.#flags = [...(data === undefined ? [] : ["--data", data]), "--limits", "off", ...flags];
  }

  static async started(options: VictimOptions = {}): Promise<Victim> {
    const victim = new Victim(options);
    await victim.start();
    return victim;
  }

  get pid(): number {
    if (this.#child === undefined) throw new Error("it isn't running");
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get client(): WireClient {
    return new WireClient(`http://127.0.0.1:${this.port}`);
  }

  /** Resolves once it listens; the port stays the same over all its lives. */
  async start(): Promise<void> {
    const flags = ["--host", "127.0.0.1", "--port", String(this.port), ...this.#flags];
    const child = Bun.spawn([...SURVIVING, ...this.#command, ...flags], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env.PATH ?? "" },
      ipc: () => this.#answered(),
    });
    this.#child = child;
    this.#isMeant = false;
    this.lives++;
    void this.#read(child.stderr);
    child.exited.then((code) => {
      if (this.#child === child) this.#child = undefined;
      if (!this.#isMeant)
        this.surprises.push(`ended by itself with ${code ?? child.signalCode}: ${this.log.slice(-500)}`);
    });
    const late = setTimeout(() => child.kill("SIGKILL"), STARTED_WITHIN_MS);
    let said = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      said += decoder.decode(chunk, { stream: true });
      if (said.includes("Ctrl+C")) break;
    }
    clearTimeout(late);
    const port = /127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
    if (port === undefined) throw new Error(`it did not start: ${said}${this.log.slice(-1000)}`);
    this.port = Number(port);
    this.banner = said;
  }

  /** `kill -9`. */
  async crash(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** @returns its exit code, null when it had to be killed */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  freeze(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  thaw(): void {
    process.kill(this.pid, "SIGCONT");
  }

  /** Every write beyond so many bytes of a file fails with EFBIG; undefined lifts it. */
  async limitFiles(bytes: number | undefined): Promise<void> {
    const soft = bytes === undefined ? "unlimited" : String(bytes);
    await Bun.spawn(["prlimit", "--pid", String(this.pid), `--fsize=${soft}:unlimited`]).exited;
  }

  /** Pulls a string of a server that has them. */
  pull(pull: Pull): void {
    this.#child?.send(pull);
  }

  /** Everything that can be reached in its heap. @param file where it is put on the way */
  async heap(file: string): Promise<string> {
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    this.pull({ heapTo: file });
    await answered;
    return Bun.file(file).text();
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    this.#isMeant = true;
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

/** Whether a program is there to be used. */
export const has = (program: string): boolean => Bun.which(program) !== null;
