// Runs the real server inside the test process, on a free port on loopback. `await using` stops it.
import type { AnyElysia } from "elysia";
import { CLOSE } from "#protocol/error-codes";
import type { AccountPorts } from "../accounts/account-ports.ts";
import type { Engine, PasswordHasher, Random } from "../chat/lib/ports.ts";
import { loadConfig } from "../config/config.ts";
import { createFaultReporter, createNode, type NodeParts, TICK_MS } from "../create-node.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { createApp } from "../http/app.ts";
import { listen } from "../http/server.ts";
import { createLogger } from "../logger.ts";
import { createPasswordHashing } from "../security/password-hashing.ts";
import { ApiClient, type RequestOptions } from "./api-client.ts";
import type { FakeClock } from "./fake-clock.ts";

/** Settings by their environment variable without `MAYFLY_`: `{ BASE_PATH: "/chat/" }`. */
export type TestServerVariables = Readonly<Record<string, string>>;

export type TestServerOptions = {
  /** Stands still until `advance` is called. Without it, the server uses the real clock and ticks by itself. */
  readonly clock?: FakeClock;
  readonly random?: Random;
  /** Replaces the local engine. */
  readonly engine?: Engine;
  /** Where files are kept; in memory where it is left out. */
  readonly fileStorage?: NodeParts["fileStorage"];
  /** The secret that several nodes share. */
  readonly secret?: Uint8Array;
  /** The accounts that several nodes share, and what is saved of them. */
  readonly accounts?: NodeParts["sharedAccounts"];
  readonly savedAccounts?: NodeParts["savedAccounts"];
  readonly pages?: readonly AnyElysia[];
  /** Replaces argon2id, which is slow. */
  readonly passwords?: PasswordHasher;
  /** After how long a connection without traffic is closed. */
  readonly idleSeconds?: number;
  /** The addresses of this machine, beside loopback. */
  readonly ownAddresses?: () => readonly string[];
  /** Saves accounts. Without it, they are not saved. */
  readonly keep?: AccountPorts["save"];
};

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

export async function startTestServer(variables: TestServerVariables = {}, options: TestServerOptions = {}) {
  const environment = Object.entries(variables).map(([name, value]) => [`MAYFLY_${name}`, value]);
  const loaded = loadConfig([], Object.fromEntries(environment));
  if (!loaded.ok) throw new Error(loaded.problems.join("; "));
  const { config } = loaded;

  const clock = options.clock?.read ?? Date.now;
  const random = options.random ?? ((bytes: Uint8Array) => void crypto.getRandomValues(bytes));
  const lines: string[] = [];
  const logger = createLogger(config.log, (line) => void lines.push(line), clock);
  const secret = options.secret ?? new Uint8Array(64);
  if (options.secret === undefined) random(secret);
  const { node, drain } = await createNode(config, {
    clock,
    random,
    logger,
    secret,
    engine:
      options.engine ??
      new LocalEngine({ events: config.historyEvents, bytes: 4 * 1024 * 1024 }, config.maxMemoryBytes),
    isSaving: () => true,
    passwords: options.passwords ?? createPasswordHashing(),
    fileStorage: options.fileStorage,
    ...(options.ownAddresses && { ownAddresses: options.ownAddresses }),
    saveAccounts: options.keep ?? (() => Promise.resolve(undefined)),
    savedAccounts: options.savedAccounts ?? { accounts: [], retired: [], settings: {} },
    sharedAccounts: options.accounts,
    version: "0.0.0-test",
    versionText: "test",
  });
  const { rooms, openSockets: sockets, fanout } = node;

  const http = createApp(node, config, ...(options.pages ?? []));
  const server = listen(http, {
    port: 0,
    hostname: "127.0.0.1",
    ...(options.idleSeconds && { idleSeconds: options.idleSeconds }),
  });
  fanout.attach(server);
  const tick = () => {
    try {
      while (!rooms.tick(clock()));
    } catch (error) {
      createFaultReporter(logger, random)("tick")(error);
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
  const client = new ApiClient(origin, config.basePath);
  return {
    origin,
    port: Number(server.port),
    node,
    /** The app that listens. */
    http,
    logger,
    /** Signs tokens, so that a test can forge any token. */
    secret: secret.slice(0, 32),
    /** The lines that the server has logged. */
    lines,
    client,
    ask: (method: string, path: string, options?: RequestOptions) => client.ask(method, path, options),
    /** Answers a request without the network, so that only the test reads the body. */
    handle: (request: Request): Promise<Response> => Promise.resolve(http.app.handle(request)),
    /** Moves the fake clock by that many ms and runs the timers that are due then. */
    advance(ms: number): void {
      if (options.clock === undefined) throw new Error("the real clock can't be moved");
      options.clock.now += ms;
      tick();
    },
    /** Accepts no more newcomers, as after SIGTERM. */
    drain,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
