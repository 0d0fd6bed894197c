// The composition root: settings become a running node. Clock, randomness and signals enter here and nowhere else.
import { networkInterfaces } from "node:os";
import { CLOSE } from "#protocol/codes";
import { addressesOf, banner } from "./banner.ts";
import { draw } from "./chat/ids.ts";
import type { Due, Ports } from "./chat/ports.ts";
import { Rooms } from "./chat/rooms.ts";
import { Wheel } from "./chat/wheel.ts";
import { helpText, parseCommand, problemsText } from "./cli.ts";
import { type Config, loadConfig } from "./config.ts";
import { LocalEngine } from "./engine/local.ts";
import { healthcheck } from "./healthcheck.ts";
import { createApp, RESERVED } from "./http/app.ts";
import { assets } from "./http/assets.ts";

import { docs } from "./http/docs.ts";
import { TopicFanout } from "./http/fanout.ts";
import { Origins } from "./http/origins.ts";
import { Sockets } from "./http/socket.ts";
import { createTokens } from "./http/tokens.ts";
import { Visitors } from "./http/visitors.ts";
import { listenOn } from "./listen.ts";
import { createLogger } from "./logger.ts";
import { version, versionText } from "./version.ts";

const TICK_MS = 50;
const HISTORY_BYTES = 4 * 1024 * 1024;
/** How long a stopping server waits for requests in flight and for sockets to say goodbye. */
const DRAIN_MS = 4_000;

const clock = Date.now;
const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if ("problem" in command) return fail([command.problem]);
  if (command.name === "help") return void process.stdout.write(helpText());
  if (command.name === "version") return void process.stdout.write(`${versionText}\n`);
  const loaded = loadConfig(command.flags, process.env);
  if (!loaded.ok) return fail(loaded.problems);
  if (command.name === "healthcheck") process.exit(await healthcheck(loaded.config));
  await serve(loaded.config);
}

function fail(problems: readonly string[]): never {
  process.stderr.write(problemsText(problems));
  process.exit(2);
}

async function serve(config: Config): Promise<void> {
  const startedAt = clock();
  const logger = createLogger(config.log, (line) => process.stderr.write(line));
  const faultIn = (where: Parameters<typeof logger.fault>[1]) => (error: unknown) => {
    const id = draw(random, 8);
    logger.fault(id, where, error);
    return id;
  };
  process.on("uncaughtException", faultIn("process"));
  process.on("unhandledRejection", faultIn("process"));

  // Digests leave memory with the process: nobody can try codes against them later.
  const salt = draw(random, 32);
  const digest = (text: string) => new Bun.CryptoHasher("sha256", salt).update(text).digest("base64url");
  const secret = new Uint8Array(32);
  random(secret);
  const tokens = createTokens(secret);
  const fanout = new TopicFanout();
  const wheel = new Wheel<Due>(startedAt, TICK_MS);
  const engine = new LocalEngine({ events: config.historyEvents, bytes: HISTORY_BYTES }, config.maxMemoryBytes);
  const ports: Ports = {
    clock,
    random,
    digest,
    verify: tokens.verify,
    fault: faultIn("socket"),
    engine,
    fanout,
    wheel,
  };
  const rooms = new Rooms(ports, { ...config, reserved: RESERVED });
  const sockets = new Sockets();
  let stopping = false;

  const node = {
    rooms,
    engine,
    fanout,
    sockets,
    tokens,
    visitors: new Visitors(clock, digest, config),
    origins: new Origins(config),
    random,
    fault: faultIn("http"),
    isReady: () => !stopping,
    limits: config.limits,
    version,
    startedAt,
  };
  const app = createApp(node, config, docs(), await assets(config));

  const listening = listenOn(config, (port) => {
    app.listen({ port, hostname: config.host, ...(config.tls && { tls: config.tls }) });
    return app.server;
  });
  if ("problem" in listening) return fail([listening.problem]);
  const { server } = listening;
  if (server === null) throw new Error("the server did not start");
  fanout.attach(server);
  process.stdout.write(
    banner(versionText, addressesOf(config, server.port ?? config.port, networkInterfaces()), process.stdout.isTTY),
  );

  const timer = setInterval(function tick() {
    try {
      if (!rooms.tick(clock())) setImmediate(tick);
    } catch (error) {
      faultIn("tick")(error);
    }
  }, TICK_MS);

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    logger.info("stopping", { sockets: sockets.count, rooms: rooms.count });
    const finished = server.stop();
    sockets.closeAll(CLOSE.restarting, "restarting");
    fanout.closeAll();
    await Promise.race([finished, Bun.sleep(DRAIN_MS)]);
    clearInterval(timer);
    logger.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

main();
