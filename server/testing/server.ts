// A whole node in this process on a free port of the loopback: the real server, the log it writes, and a clock that is
// the real one or stands still until it is moved. `await using` stops it.
import type { AnyElysia } from "elysia";
import { CLOSE } from "#protocol/error-codes";
import type { AccountPorts } from "../accounts/ports.ts";
import type { Engine, Passwords, Random } from "../chat/lib/ports.ts";
import { loadConfig } from "../config/config.ts";
import { assemble, faults, TICK_MS } from "../create-node.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { createApp } from "../http/app.ts";
import { listen } from "../http/server.ts";
import { createLogger } from "../logger.ts";
import { createPasswords } from "../security/password-hashing.ts";
import { type Asking, WireClient } from "./api-client.ts";
import type { FakeClock } from "./clock.ts";

/** Settings as an operator gives them, by variable without its MAYFLY_: `{ BASE_PATH: "/chat/" }`. */
export type Variables = Readonly<Record<string, string>>;

export type ServerOptions = {
  /** Stands still until `advance`; without it the clock is the real one, and ticks by itself. */
  readonly clock?: FakeClock;
  readonly random?: Random;
  /** In the place of the local engine. */
  readonly engine?: Engine;
  readonly pages?: readonly AnyElysia[];
  /** In the place of argon2id, which takes its time. */
  readonly passwords?: Passwords;
  /** Where accounts are kept; nowhere without it. */
  readonly keep?: AccountPorts["keep"];
};

export type RunningServer = Awaited<ReturnType<typeof startServer>>;

export async function startServer(variables: Variables = {}, options: ServerOptions = {}) {
  const given = Object.entries(variables).map(([name, value]) => [`MAYFLY_${name}`, value]);
  const loaded = loadConfig([], Object.fromEntries(given));
  if (!loaded.ok) throw new Error(loaded.problems.join("; "));
  const { config } = loaded;

  const clock = options.clock?.read ?? Date.now;
  const random = options.random ?? ((bytes: Uint8Array) => void crypto.getRandomValues(bytes));
  const lines: string[] = [];
  const logger = createLogger(config.log, (line) => void lines.push(line), clock);
  const secret = new Uint8Array(64);
  random(secret);
  const { node, drain } = await assemble(config, {
    clock,
    random,
    logger,
    secret,
    engine:
      options.engine ??
      new LocalEngine({ events: config.historyEvents, bytes: 4 * 1024 * 1024 }, config.maxMemoryBytes),
    isSaving: () => true,
    passwords: options.passwords ?? createPasswords(),
    keep: options.keep ?? (() => Promise.resolve(undefined)),
    saved: { accounts: [], retired: [], settings: {} },
    version: "0.0.0-test",
    versionText: "test",
  });
  const { rooms, sockets, fanout } = node;

  const app = createApp(node, config, ...(options.pages ?? []));
  const server = listen(app, { port: 0, hostname: "127.0.0.1" });
  fanout.attach(server);
  const tick = () => {
    try {
      while (!rooms.tick(clock()));
    } catch (error) {
      faults(logger, random)("tick")(error);
    }
  };
  const timer = options.clock === undefined ? setInterval(tick, TICK_MS) : undefined;
  const stop = async () => {
    drain();
    clearInterval(timer);
    sockets.closeAll(CLOSE.restarting, "restarting");
    fanout.closeAll();
    await server.stop(true);
  };

  const origin = `http://127.0.0.1:${server.port}`;
  const client = new WireClient(origin, config.basePath);
  return {
    origin,
    port: Number(server.port),
    node,
    /** Signs tokens: with it a test can forge any. */
    secret: secret.slice(0, 32),
    /** What was logged. */
    lines,
    client,
    ask: (method: string, path: string, asking?: Asking) => client.ask(method, path, asking),
    /** Answers without the network: nothing reads the body but the test. */
    handle: (request: Request): Promise<Response> => Promise.resolve(app.handle(request)),
    /** Moves a standing clock, and does what is due then. */
    advance(ms: number): void {
      if (options.clock === undefined) throw new Error("the real clock can't be moved");
      options.clock.now += ms;
      tick();
    },
    /** No more newcomers, as after a SIGTERM. */
    drain,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
