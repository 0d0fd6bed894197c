// The composition root: settings become a running node. Clock, randomness and signals enter here and nowhere else.
import { CLOSE } from "#protocol/error-codes";
import type { SavedAccounts } from "./accounts/account-record.ts";
import { addressesOf, banner } from "./config/banner.ts";
import type { Config } from "./config/config.ts";
import { os } from "./config/lazy-node-modules.ts";
import { assemble, faults, TICK_MS } from "./create-node.ts";
import type { Journal, Saved } from "./engine/journal/journal.ts";
import { LocalEngine } from "./engine/local-engine.ts";
import { createApp } from "./http/app.ts";
import { docs } from "./http/docs/docs.ts";
import { listen } from "./http/server.ts";
import { assets } from "./http/static/assets.ts";
import { listenOn } from "./listen.ts";
import { createLogger } from "./logger.ts";
import { createPasswords } from "./security/password-hashing.ts";
import { version, versionText } from "./version.ts";

const HISTORY_BYTES = 4 * 1024 * 1024;
/** How often a write that failed is tried again; so long, at most, others wait for one to go with. */
const LATER_TICKS = 1000 / TICK_MS;
/** How long a stopping server waits for requests in flight and for sockets to say goodbye, and then for the disk. */
const DRAIN_MS = 3_000;
const CLOSE_MS = 1_500;

const clock = Date.now;
const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

/** What a test bed puts in the place of what a server is made of. No setting reaches it. */
export type Changes = {
  readonly journal?: (journal: Journal) => Journal;
  /** Of one room. */
  readonly historyBytes?: number;
};

/** Runs until a signal stops it. @returns why it can't, where that is the settings' fault */
export async function serve(config: Config, changes: Changes = {}): Promise<string | undefined> {
  const logger = createLogger(config.log, (line) => process.stderr.write(line));
  const faultIn = faults(logger, random);
  process.on("uncaughtException", faultIn("process"));
  process.on("unhandledRejection", faultIn("process"));

  const kept = await openJournal(config);
  if (typeof kept === "string") return kept;
  // Digests and tokens are good for as long as what they stand for: with the data file, or with the process.
  const secret = kept?.saved.secret ?? newSecret();
  const bounds = { events: config.historyEvents, bytes: changes.historyBytes ?? HISTORY_BYTES };
  const journal = kept && (changes.journal?.(kept.journal) ?? kept.journal);
  const later: (() => void)[] = [];
  const engine = new LocalEngine(bounds, config.maxMemoryBytes, journal, {
    later: (run) => void later.push(run),
    trouble: (error) => (error === undefined ? logger.info("saving again") : faultIn("journal")(error)),
  });
  const { node, drain } = await assemble(config, {
    clock,
    random,
    logger,
    secret,
    engine,
    isSaving: () => engine.isHealthy,
    passwords: createPasswords(),
    keep: (writes) => engine.keep(writes),
    saved: savedAccounts(kept?.saved),
    version,
    versionText,
  });
  const { rooms, sockets, fanout, accounts } = node;
  try {
    for (const room of kept?.saved.rooms ?? []) rooms.restore(room, (deliver) => engine.restore(room, deliver));
  } catch (error) {
    await journal?.close();
    const { DataFileProblem } = await import("./engine/sqlite/data-file.ts");
    return `MAYFLY_DATA: ${config.data} ${error instanceof DataFileProblem ? error.message : "is damaged"}`;
  }
  for (const tomb of kept?.saved.tombs ?? []) rooms.tombs.restore(tomb);
  if (kept !== undefined) logger.info("restored", { rooms: rooms.count });

  const app = createApp(node, config, docs(), await assets(config));

  // Counted in ticks, not in the clock's time: it may be set back.
  let ticks = 0;
  const tick = () => {
    try {
      if (++ticks % LATER_TICKS === 0) for (const run of later.splice(0)) run();
      if (!rooms.tick(clock())) setImmediate(tick);
    } catch (error) {
      faultIn("tick")(error);
    }
  };
  // What ended while the server was away is not to be met by anyone.
  tick();
  const listening = listenOn(config, (port) => listen(app, { port, hostname: config.host, tls: config.tls }));
  if ("problem" in listening) return listening.problem;
  const { server } = listening;
  fanout.attach(server);
  const addresses = addressesOf(config, server.port ?? config.port, () => os().networkInterfaces());
  // It goes to the person who starts the server, and never into the log.
  const code = accounts?.hasAdmin === false ? accounts.invitations.print(random) : undefined;
  // biome-ignore lint/suspicious/noConsole: it is meant to be seen, and process.stdout takes 2 ms to be there
  console.log(banner(versionText, addresses, () => process.stdout.isTTY, config.data, code));
  const timer = setInterval(tick, TICK_MS);

  const stop = async () => {
    if (node.isStopping()) return;
    drain();
    logger.info("stopping", { sockets: sockets.count, rooms: rooms.count });
    const finished = server.stop();
    sockets.closeAll(CLOSE.restarting, "restarting");
    fanout.closeAll();
    await Promise.race([finished, Bun.sleep(DRAIN_MS)]);
    clearInterval(timer);
    await Promise.race([engine.close().catch(faultIn("journal")), Bun.sleep(CLOSE_MS)]);
    logger.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function savedAccounts({ accounts, retired, settings }: Partial<Saved> = {}): SavedAccounts {
  return { accounts: (accounts ?? []) as SavedAccounts["accounts"], retired: retired ?? [], settings: settings ?? {} };
}

function newSecret(): Uint8Array {
  const secret = new Uint8Array(64);
  random(secret);
  return secret;
}

/** The data file's journal and all it kept; the problem where the file can't be used. */
async function openJournal({
  data,
  durability,
}: Config): Promise<{ journal: Journal; saved: Saved } | string | undefined> {
  if (data === undefined) return undefined;
  // Who keeps nothing doesn't wait for SQLite.
  const { DataFileProblem, openSqliteJournal } = await import("./engine/sqlite/sqlite-journal.ts");
  try {
    return await openSqliteJournal({ path: data, durability, now: clock(), newSecret });
  } catch (error) {
    if (error instanceof DataFileProblem) return `MAYFLY_DATA: ${data} ${error.message}`;
    throw error;
  }
}
