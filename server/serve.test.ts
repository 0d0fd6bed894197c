import { afterEach, describe, expect, test } from "bun:test";
import { ApiClient } from "./testing/api-client.ts";
import { SOURCE_COMMAND } from "./testing/source-command.ts";

const running = new Set<Bun.Subprocess>();
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  for (const child of running) await child.exited;
  running.clear();
});

/** The program as an operator starts it; `port` is undefined when it ended instead of listening. */
async function start(...flags: string[]) {
  const env = { PATH: process.env.PATH ?? "" };
  const command = [...SOURCE_COMMAND, "--host", "127.0.0.1", ...flags];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env });
  running.add(child);
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (said.includes("Ctrl+C")) break;
  }
  const port = /127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
  return {
    child,
    port: port === undefined ? undefined : Number(port),
    client: new ApiClient(`http://127.0.0.1:${port}`),
    /** What it printed up to the end of the banner. */
    printed: said,
    /** What it says to the operator until it ends. */
    errors: () => new Response(child.stderr).text(),
  };
}

/** A connection one writes into by hand. */
async function dial(port: number) {
  let received = "";
  const closed = Promise.withResolvers<void>();
  let wake = () => {};
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_socket, chunk) => {
        received += chunk.toString();
        wake();
      },
      close: () => closed.resolve(),
    },
  });
  return {
    write: (text: string) => void socket.write(text),
    until: async (text: string) => {
      while (!received.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
      return received;
    },
    closed: closed.promise,
  };
}

const STOP_MS = 5_000;

describe("stopping", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "C5: %s closes sockets with 1012, ends streams, takes no newcomers, and exits 0",
    async (signal) => {
      const { child, port = 0, client, errors } = await start("--port", "0");
      const { room } = await client.room();
      const { socket } = await client.join(room.code, "Ann");
      const waiting = await client.connect(room.code);
      const stream = await client.openEventStream(room.code);
      const idle = await dial(port);
      idle.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await idle.until("ok");
      const stoppedAt = performance.now();
      child.kill(signal);
      for (const one of [socket, waiting]) expect((await one.closed).code).toBe(1012);
      while ((await stream.block()) !== undefined);
      expect(await child.exited).toBe(0);
      expect(performance.now() - stoppedAt).toBeLessThan(STOP_MS);
      expect(await errors()).toMatch(/ info stopping sockets=2 rooms=1\n.* info stopped\n$/);
      expect(await client.ask("GET", "healthz").catch(() => "refused")).toBe("refused");
    },
  );

  test("C5: a request in flight is answered first", async () => {
    const { child, port = 0, client } = await start("--port", "0");
    const { socket } = await client.join((await client.room()).room.code, "Ann");
    const connection = await dial(port);
    const body = JSON.stringify({ title: "in flight" });
    connection.write(`POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n{`);
    // Its headers are there, as whatever is asked after them is answered.
    await client.ask("GET", "healthz");
    child.kill("SIGTERM");
    expect((await socket.closed).code).toBe(1012);
    connection.write(body.slice(1));
    const answer = await connection.until('"title":"in flight"');
    expect(answer).toStartWith("HTTP/1.1 201 ");
    expect(await child.exited).toBe(0);
  });

  test("C5: a connection that is kept open doesn't keep the server", async () => {
    const { child, port = 0 } = await start("--port", "0");
    const connection = await dial(port);
    connection.write("POST /api/rooms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    const other = await dial(port);
    other.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await other.until("ok");
    const stoppedAt = performance.now();
    child.kill("SIGTERM");
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(STOP_MS);
  }, 10_000);
});

describe("the operator's token", () => {
  test("U12: is not printed into a pipe, neither one that is drawn nor one that is set, which is good at once", async () => {
    const token = "operator-0123456789-abcdef";
    for (const flags of [[], ["--admin-token", token]]) {
      const { child, client, printed, errors } = await start("--port", "0", ...flags);
      const isSet = flags.length > 0;
      expect((await client.ask("GET", "api/admin/rooms?sort=bytes", { token })).status).toBe(isSet ? 200 : 401);
      child.kill("SIGTERM");
      await child.exited;
      expect(`${printed}${await errors()}`).not.toMatch(/token|operator/i);
    }
  });

  test("U12: one that is too short to be safe stops the start, and is not repeated", async () => {
    const { child, errors } = await start("--admin-token", "hunter2");
    expect(await child.exited).toBe(2);
    const said = await errors();
    expect(said).toContain("--admin-token: expected 24 to 256");
    expect(said).not.toContain("hunter2");
  });
});

describe("the port", () => {
  test("C3: one asked for and taken is an error that names the setting, before anything listens", async () => {
    const { port } = await start("--port", "0");
    const second = await start("--port", String(port));
    expect(second.port).toBeUndefined();
    expect(await second.child.exited).toBe(2);
    expect(await second.errors()).toContain(`MAYFLY_PORT: ${port} is in use by another program`);
  });

  test("C3: without one, the next free one is taken", async () => {
    const [first, second] = [await start(), await start()];
    expect(first.port).toBeGreaterThanOrEqual(8080);
    expect(second.port).toBeGreaterThan(first.port ?? 0);
    for (const { client } of [first, second]) expect((await client.ask("GET", "healthz")).status).toBe(200);
  });

  test("C3: a port is free again as soon as its server has stopped, with connections of it still closing", async () => {
    const { child, port, client } = await start("--port", "0");
    await client.join((await client.room()).room.code, "Ann");
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
    expect((await start("--port", String(port))).port).toBe(port);
  });
});
