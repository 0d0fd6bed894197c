// The announcement on a real network: servers, and programs that listen, on a machine of the test's own.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { TYPE } from "../discovery/dns-message.ts";
import { NetworkNamespace, whyNoNamespace } from "../testing/network-namespace.ts";

const MAIN = join(import.meta.dir, "../main.ts");
const TOOL = join(import.meta.dir, "../testing/mdns-tool.ts");
const ADDRESS = "10.77.0.1";
const reason = whyNoNamespace();

/** A program that runs, and what it prints. */
class Program {
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  #printed = "";
  #hasEnded = false;
  #wake = () => {};

  constructor(command: readonly string[]) {
    const env = { PATH: process.env.PATH ?? "" };
    this.child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe", env });
    void Promise.all([this.child.stdout, this.child.stderr].map((stream) => this.#read(stream))).then(() => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this.#printed += decoder.decode(chunk, { stream: true });
      this.#wake();
    }
  }

  /** Resolves to all that was printed, once this is part of it. */
  async until(text: string | RegExp): Promise<string> {
    for (;;) {
      if (typeof text === "string" ? this.#printed.includes(text) : text.test(this.#printed)) return this.#printed;
      if (this.#hasEnded) throw new Error(`ended without ${text}: ${this.#printed}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

describe.skipIf(reason !== undefined)(`on a network of its own${reason === undefined ? "" : `: ${reason}`}`, () => {
  let machine: NetworkNamespace;
  let offline: NetworkNamespace;
  const programs: Program[] = [];
  const run = (on: NetworkNamespace, ...command: string[]) => {
    const program = new Program(on.enter(process.execPath, ...command));
    programs.push(program);
    return program;
  };
  const serve = (on: NetworkNamespace, ...flags: string[]) =>
    run(on, MAIN, "--port", "0", "--mdns-name", "mayfly", ...flags);
  beforeAll(async () => {
    [machine, offline] = await Promise.all([NetworkNamespace.open(), NetworkNamespace.open()]);
    machine.connect(`${ADDRESS}/24`);
  });
  afterAll(async () => {
    for (const { child } of programs) child.kill("SIGKILL");
    await Promise.all([machine?.close(), offline?.close()]);
  });

  test("N25 to N28: a server is found by name, a second one by the next, doctor hears them, and a stop says goodbye", async () => {
    const listener = run(machine, TOOL, "listen", ADDRESS);
    await listener.until("listening");
    const first = serve(machine, "--base-path", "/chat");
    const printed = await first.until(/By name {10}http:\/\/mayfly\.local:\d+\/chat\/\n/);
    expect(printed.indexOf("Ctrl+C")).toBeLessThan(printed.indexOf("By name"));
    const second = serve(machine, "--tls", "self", "--https-port", "0");
    await second.until(
      /By name {10}http:\/\/mayfly-2\.local:\d+\/\n {19}https:\/\/mayfly-2\.local:\d+\/\n.* mayfly\.local\.\n/,
    );
    for (const name of ["mayfly.local", "mayfly-2.local"]) {
      await run(machine, TOOL, "ask", name).until(`["${ADDRESS}"]`);
    }
    await run(machine, TOOL, "ask", "mayfly-3.local").until("[]");
    const doctor = run(machine, MAIN, "doctor", "http://mayfly-2.local:1/");
    await doctor.until(RegExp(`mayfly-2\\.local is (heard here: )?${ADDRESS.replaceAll(".", "\\.")}`));

    first.child.kill("SIGTERM");
    expect(await first.child.exited).toBe(0);
    const goodbye = { name: "mayfly.local", type: TYPE.A, ttlSeconds: 0, data: [10, 77, 0, 1] };
    const heard = await listener.until(JSON.stringify(goodbye));
    expect(heard).toContain(JSON.stringify({ ...goodbye, ttlSeconds: 120 }));
    // The name is free again.
    const third = serve(machine);
    await third.until(/By name {10}http:\/\/mayfly\.local:\d+\//);
  }, 30_000);

  test("N27: without a network, and with the port taken, the server runs all the same and says why in one line", async () => {
    const server = serve(offline);
    const printed = await server.until("mDNS: not announced: it listens on no private network\n");
    expect(printed).toContain("Ctrl+C");
    server.child.kill("SIGTERM");
    expect(await server.child.exited).toBe(0);
    offline.connect("10.78.0.1/24");
    await run(offline, TOOL, "take").until("taken");
    const other = serve(offline);
    await other.until("mDNS: not announced: another program has port 5353 and doesn't share it\n");
    other.child.kill("SIGTERM");
    expect(await other.child.exited).toBe(0);
  }, 20_000);
});
