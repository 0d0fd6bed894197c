// A whole node in this process, put together as main.ts does, on a free port of the loopback: the real server, the log
// it writes, and a clock that is the real one or stands still until it is moved. `await using` stops it.
import type { AnyElysia } from "elysia";
import { CLOSE } from "#protocol/codes";
import { Names } from "../accounts/names.ts";
import type { AccountPorts } from "../accounts/ports.ts";
import { draw } from "../chat/ids.ts";
import type { Due, Engine, Passwords, Random } from "../chat/ports.ts";
import { Rooms } from "../chat/rooms.ts";
import { Wheel } from "../chat/wheel.ts";
import { loadConfig } from "../config.ts";
import { LocalEngine } from "../engine/local.ts";
import { createApp, RESERVED } from "../http/app.ts";
import { TopicFanout } from "../http/fanout.ts";
import { Origins } from "../http/origins.ts";
import { createPasswords, ofRooms } from "../http/passwords.ts";
import { listen } from "../http/server.ts";
import { Sockets } from "../http/sockets.ts";
import { createTokens } from "../http/tokens.ts";
import { Visitors } from "../http/visitors.ts";
import { createLogger } from "../logger.ts";
import { openAccounts } from "../openaccounts.ts";
import type { FakeClock } from "./clock.ts";
import { type Asking, WireClient } from "./wire.ts";

const TICK_MS = 50;

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
  const faultIn = (where: Parameters<typeof logger.fault>[1]) => (error: unknown) => {
    const id = draw(random, 8);
    logger.fault(id, where, error);
    return id;
  };
  const salt = draw(random, 32);
  const digest = (text: string) => new Bun.CryptoHasher("sha256", salt).update(text).digest("base64url");
  const secret = new Uint8Array(32);
  random(secret);
  const fanout = new TopicFanout();
  const wheel = new Wheel<Due>(clock(), TICK_MS);
  const engine =
    options.engine ?? new LocalEngine({ events: config.historyEvents, bytes: 4 * 1024 * 1024 }, config.maxMemoryBytes);
  const passwords = options.passwords ?? createPasswords();
  const accounts = await openAccounts(
    config,
    {
      ...{ clock, random, digest, passwords },
      keep: options.keep ?? (() => Promise.resolve(undefined)),
      signedOut: (signIns) => rooms.signIns.end(signIns),
    },
    { accounts: [], retired: [], settings: {} },
  );
  const tokens = createTokens(secret, clock, accounts);
  const ports = {
    clock,
    random,
    digest,
    verify: tokens.verify,
    fault: faultIn("socket"),
    engine,
    fanout,
    wheel,
    passwords: ofRooms(passwords),
    isAccount: (memberId: string) => accounts?.get(memberId) !== undefined,
    build: "test",
  };
  const rooms = new Rooms(ports, {
    ...config,
    reserved: RESERVED,
    names: accounts?.names ?? new Names((name) => name),
  });
  const sockets = new Sockets();
  let stopping = false;
  const node = {
    rooms,
    engine,
    fanout,
    sockets,
    tokens,
    accounts,
    visitors: new Visitors(clock, digest, config),
    origins: new Origins(config),
    random,
    fault: faultIn("http"),
    isStopping: () => stopping,
    isSaving: () => true,
    limits: config.limits,
    version: "0.0.0-test",
    startedAt: clock(),
  };

  const app = createApp(node, config, ...(options.pages ?? []));
  const server = listen(app, { port: 0, hostname: "127.0.0.1" });
  fanout.attach(server);
  const tick = () => {
    try {
      while (!rooms.tick(clock()));
    } catch (error) {
      faultIn("tick")(error);
    }
  };
  const timer = options.clock === undefined ? setInterval(tick, TICK_MS) : undefined;
  const stop = async () => {
    stopping = true;
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
    secret,
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
    drain: () => {
      stopping = true;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
