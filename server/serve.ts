// Starts a server from its settings: opens the data file, creates the node, restores its rooms, listens, and stops on a signal.
// The real clock, randomness and signals enter the program here.
import type { AnyElysia } from "elysia";
import { CLOSE, Refusal } from "#protocol/error-codes";
import type { SavedAccounts } from "./accounts/account-record.ts";
import { certificateFacts } from "./certificate-facts.ts";
import { createServerSecret } from "./chat/lib/ids.ts";
import { openFirstRoom } from "./chat/room-registry/first-room.ts";
import type { Rooms } from "./chat/room-registry/rooms.ts";
import { type BannerRoom, banner } from "./config/banner.ts";
import type { Config } from "./config/config.ts";
import { hasOwnContainerNetwork, readContainerFacts } from "./config/container-network.ts";
import { os } from "./config/lazy-node-modules.ts";
import { type ReachableAddresses, reachableAddresses } from "./config/reachable-addresses.ts";
import { terminalOfOutput } from "./config/terminal.ts";
import { createFaultReporter, createNode, createTimings, TICK_MS } from "./create-node.ts";
import { createDescriptorWatch } from "./descriptor-watch.ts";
import type { Journal, Saved } from "./engine/journal/journal.ts";
import { timedJournal } from "./engine/journal/timed-journal.ts";
import { LocalEngine } from "./engine/local-engine.ts";
import type { LogBounds } from "./engine/log/room-log.ts";
import type { OpenedJournal } from "./engine/sqlite/sqlite-journal.ts";
import type { Ca } from "./http/ca/ca-route.ts";
import type { HttpApp } from "./http/http-app.ts";
import type { AppContext } from "./http/request/app-context.ts";
import { headersOfEveryAnswer } from "./http/request/security-headers.ts";
import { createLiveness } from "./http/routes/liveness.ts";
import { listenAhead, listenOnFreePort } from "./http/server.ts";
import { eraseData, isOver, LIFETIME_SETTING, planLifetime } from "./lifetime.ts";
import { LoadMeter } from "./load-meter.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createPasswordHashing } from "./security/password-hashing.ts";
import {
  answerBesideAcme,
  type HttpsPort,
  listenWithCertificates,
  type OpenedCertificates,
  openCertificates,
} from "./serve-https.ts";
import { startMdns, wantedLabel } from "./serve-mdns.ts";
import { version, versionText } from "./version.ts";

/** The bytes of history one room keeps. */
const MAX_HISTORY_BYTES = 4 * 1024 * 1024;
/** How often the engine's postponed work runs, such as trying a failed write again: once a second. */
const RETRY_TICKS = 1000 / TICK_MS;
/** How often the load is shown anew: every 10 s. */
const LOAD_TICKS = 10 * RETRY_TICKS;
/** How long a stopping server waits for requests in flight and for sockets to close. */
const MAX_DRAIN_MS = 3_000;
/** How long it then waits for the disk. Together they stay below the 5 s of rule C5. */
const MAX_CLOSE_MS = 1_500;
const ACME_PORT_CURE =
  "--tls auto needs 80 and 443: free them and allow them to this program (setcap cap_net_bind_service=+ep), or lead them to the ports of MAYFLY_PORT and MAYFLY_HTTPS_PORT";

const clock = Date.now;
const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes);

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The parts of the server that tests replace. No setting can do so. */
export type ServeOverrides = {
  readonly journal?: (journal: Journal) => Journal;
  /** The bytes of history one room keeps. */
  readonly historyBytes?: number;
};

/** Starts the server, which runs until a signal stops it. @returns why it can't start, when a setting is the cause */
export async function serve(config: Config, overrides: ServeOverrides = {}): Promise<string | undefined> {
  const logger = createLogger(config.log, (line) => process.stderr.write(line));
  const reportFaultIn = createFaultReporter(logger, random);
  process.on("uncaughtException", reportFaultIn("process"));
  process.on("unhandledRejection", reportFaultIn("process"));

  let opened = await openJournal(config);
  if (typeof opened === "object" && isOver(opened.saved.settings[LIFETIME_SETTING] ?? "", clock())) {
    // The server wasn't running when its time was up.
    await opened.journal.close();
    try {
      await eraseData(opened.path);
    } catch (error) {
      return `MAYFLY_DATA: ${config.data} is over and can't be erased: ${error instanceof Error ? error.message : error}`;
    }
    logger.info("erased what was over");
    opened = await openJournal(config);
  }
  if (typeof opened === "string") return opened;
  const mdns: AppContext["mdns"] = { label: undefined };
  const mdnsNames = () =>
    [wantedLabel(config), mdns.label].flatMap((label) => (label === undefined ? [] : [`${label}.local`]));
  const certificates = await openCertificates(config, opened?.path, clock, logger, mdnsNames);
  if (typeof certificates === "string") {
    await opened?.journal.close();
    return certificates;
  }
  const ownLifetime = planLifetime(config.lifetimeMs, opened?.saved.settings[LIFETIME_SETTING] ?? "", clock());
  const historyLimits = { events: config.historyEvents, bytes: overrides.historyBytes ?? MAX_HISTORY_BYTES };
  const timings = createTimings();
  const load = new LoadMeter(performance.now(), cpuMicroseconds);
  const plainJournal = opened && (overrides.journal?.(opened.journal) ?? opened.journal);
  const journal = plainJournal && timedJournal(plainJournal, timings.journalWrites);
  const later: (() => void)[] = [];
  const engine = new LocalEngine(historyLimits, config.maxMemoryBytes, journal, {
    runLater: (run) => void later.push(run),
    reportTrouble: (error) => (error === undefined ? logger.info("saving again") : reportFaultIn("journal")(error)),
  });
  const shared = await openSharedEngine(config, reportFaultIn("redis"), historyLimits, logger);
  if (typeof shared === "string") return shared;
  const lifetime = shared?.leftMs === undefined ? ownLifetime : { ...ownLifetime, endsAt: clock() + shared.leftMs };
  const sharedFiles = shared && (await openSharedFiles(config));
  if (typeof sharedFiles === "string") {
    await shared?.engine.close();
    return sharedFiles;
  }
  const fileStorage = sharedFiles ?? (opened && (await openFileFolder(opened.path, config, reportFaultIn("files"))));
  const { node, drain } = await createNode(config, {
    clock,
    random,
    logger,
    // Digests and tokens must stay valid as long as the rooms live: those of the data file, or those of this process.
    secret: shared?.secret ?? opened?.saved.secret ?? createServerSecret(random),
    engine: shared?.engine ?? engine,
    isSaving: () => (shared?.engine ?? engine).isHealthy,
    passwords: createPasswordHashing(),
    ownAddresses: () =>
      Object.values(os().networkInterfaces()).flatMap((own) => own?.map(({ address }) => address) ?? []),
    timings,
    load,
    fileStorage,
    serverEndsAt: lifetime.endsAt,
    saveAccounts: (writes) => engine.commit(writes),
    savedAccounts: shared?.savedAccounts ?? savedAccounts(opened?.saved),
    sharedAccounts: shared?.accounts,
    mdns,
    certificateNames: certificates?.source.names,
    certificate: () => certificates && certificateFacts(certificates.source.certificates),
    version,
    versionText,
  });
  const { rooms, openSockets, fanout, accounts } = node;
  try {
    for (const room of opened?.saved.rooms ?? []) rooms.restore(room, (...rest) => engine.restore(room, ...rest));
    if (opened !== undefined) rooms.files.sweep();
  } catch (error) {
    await journal?.close();
    const { DataFileProblem } = await import("./engine/sqlite/data-file-problem.ts");
    return `MAYFLY_DATA: ${config.data} ${error instanceof DataFileProblem ? error.message : "is damaged"}`;
  }
  for (const tomb of opened?.saved.tombs ?? []) rooms.endedCodes.restore(tomb);
  if (opened !== undefined) logger.info("restored", { rooms: rooms.count });

  if (opened !== undefined && lifetime.toSave !== undefined) {
    const refusal = await engine.commit([["setting", LIFETIME_SETTING, lifetime.toSave]]);
    if (refusal !== undefined) return `MAYFLY_DATA: ${config.data} can't be written`;
  }
  const { ca, acme } = certificates ?? {};
  let addresses: ReachableAddresses | undefined;
  /** Imports the routes and Elysia only here, so that the first answer of a server doesn't wait for them. */
  const loadApp = async (isBesideHttp = false): Promise<HttpApp> => {
    const [{ createApp }, { docsRoute }, { assetRoutes }] = await Promise.all([
      import("./http/app.ts"),
      import("./http/docs/docs.ts"),
      import("./http/static/assets.ts"),
    ]);
    const pages: AnyElysia[] = [docsRoute(), await assetRoutes(config)];
    if (ca !== undefined) {
      const { caRoute } = await import("./http/ca/ca-route.ts");
      pages.unshift(caRoute(() => addresses && caFacts(ca, addresses)));
    }
    return createApp(node, { ...config, isBesideHttp }, ...pages);
  };

  const watchDescriptors = createDescriptorWatch(logger);
  // Ticks are counted instead of reading the clock, because the clock may be set back.
  let ticks = 0;
  let end: (() => void) | undefined;
  const tick = () => {
    try {
      if (++ticks % RETRY_TICKS === 0) {
        for (const run of later.splice(0)) run();
        watchDescriptors();
        if (ticks % LOAD_TICKS === 0) load.endPeriod(performance.now());
      }
      const now = clock();
      if (!rooms.tick(now)) setImmediate(tick);
      // Timers fire up to a tick late: only then has every room ended and told its members so.
      else if (now >= lifetime.endsAt + TICK_MS) end?.();
    } catch (error) {
      reportFaultIn("tick")(error);
    }
  };
  // Rooms whose life ended while the server was down end before anyone can connect, and so do messages.
  tick();
  await rooms.vanishing.settled();
  const hostname = config.host;
  const answerFirst = acme && (await answerBesideAcme(config, acme, () => node.https.port));
  const cure = acme && ACME_PORT_CURE;
  const listenPlainly = () =>
    listenOnFreePort({ ...config, cure }, (port) => {
      const answerEarly = createLiveness(config.basePath, headersOfEveryAnswer({}));
      const plain = listenAhead(loadApp, answerEarly, { port, hostname, answerFirst });
      fanout.attach(plain);
      return plain;
    });
  const listenSecurely = (app: HttpApp, asked: HttpsPort, { source }: OpenedCertificates) =>
    listenWithCertificates(app, { ...asked, hostname }, source, { node, logger, clock });
  // With the operator's certificate, https takes the place of http; otherwise it is beside it.
  const isHttpsOnly = typeof config.tls === "object";
  const listening =
    certificates && isHttpsOnly ? await listenSecurely(await loadApp(), config, certificates) : listenPlainly();
  if ("problem" in listening) return listening.problem;
  const { server } = listening;
  const secure =
    certificates === undefined || isHttpsOnly
      ? undefined
      : await listenSecurely(
          await loadApp(true),
          {
            port: config.httpsPort,
            portAsked: config.httpsPortAsked,
            setting: "MAYFLY_HTTPS_PORT",
            cure,
            onListening: (port) => {
              node.https.port = port;
            },
          },
          certificates,
        );
  if (secure !== undefined && "problem" in secure) return secure.problem;
  const facts = {
    interfaces: () => os().networkInterfaces(),
    hasOwnContainerNetwork: () => hasOwnContainerNetwork(readContainerFacts(process.env)),
  };
  addresses = reachableAddresses(config, server.port ?? config.port, facts, secure?.server.port || undefined);
  let dueAt = performance.now() + TICK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    const lagMs = Math.max(0, now - dueAt);
    timings.loopLag.observe(lagMs / 1000);
    load.noteLag(lagMs);
    dueAt = now + TICK_MS;
    tick();
  }, TICK_MS);

  let announced: ReturnType<typeof startMdns> = Promise.resolve(undefined);
  /** @param isLast whether the server's lifetime is over, so that nothing of it may be left */
  const stop = async (isLast: boolean) => {
    if (node.isStopping()) return;
    drain();
    logger.info("stopping", { sockets: openSockets.count, rooms: rooms.count });
    const unannounced = announced.then((mdns) => mdns?.stop()).catch(reportFaultIn("mdns"));
    const finished = Promise.all([unannounced, server.stop(), secure?.server.stop()]);
    openSockets.closeAll(CLOSE.restarting, "restarting");
    fanout.closeAll();
    await Promise.race([finished, Bun.sleep(MAX_DRAIN_MS)]);
    clearInterval(timer);
    if (isLast) await shared?.engine.eraseAccounts();
    if (isLast) sharedFiles?.sweep();
    const closed = Promise.all([engine.close(), shared?.engine.close(), sharedFiles?.close()]).catch(
      reportFaultIn("journal"),
    );
    await (isLast ? closed : Promise.race([closed, Bun.sleep(MAX_CLOSE_MS)]));
    try {
      if (isLast && opened !== undefined) await eraseData(opened.path);
      if (isLast && sharedFiles === undefined) fileStorage?.sweep(() => false);
    } catch (error) {
      // The next start erases it.
      reportFaultIn("journal")(error);
      process.exit(1);
    }
    logger.info("stopped");
    process.exit(0);
  };
  end = () => void stop(true);
  process.on("SIGTERM", () => stop(false));
  process.on("SIGINT", () => stop(false));
  // Only now that nothing keeps it from starting, for a room's owner key is shown once.
  const room = config.firstRoom === undefined ? undefined : await roomOfBanner(rooms, config.firstRoom);
  const terminal = await terminalOfOutput();
  const needsAdmin = accounts?.hasAdmin === false;
  const text = banner({
    version: versionText,
    addresses,
    ca,
    acme: acme && { isWaiting: acme.certificates.length === 0, directory: config.acmeDirectory },
    terminal,
    data: config.data,
    isShared: shared !== undefined,
    room,
    needsAdmin,
    endsAt: lifetime.endsAt,
    // The code is shown on a terminal alone: elsewhere the output becomes a log, as journald's and Docker's.
    adminCode: needsAdmin && terminal !== undefined ? accounts.adminCodes.createFirst(random) : undefined,
    operatorToken: node.operator.drawnToken,
  });
  print(text);
  const ports = isHttpsOnly ? { https: server.port } : { http: server.port, https: secure?.server.port };
  announced = startMdns(config, { node, logger, ports, print, ...facts }).catch((error) => {
    reportFaultIn("mdns")(error);
    return undefined;
  });
}

function print(text: string): void {
  // biome-ignore lint/suspicious/noConsole: the banner is output
  console.log(text);
}

/** What the page of the CA shows. Phones open it by the address that links begin with. */
function caFacts(
  ca: NonNullable<OpenedCertificates["ca"]>,
  { best, containerPort, network, public: publicUrl }: ReachableAddresses,
): Ca {
  // Another device reaches neither a container's own address nor this machine's loopback.
  const isKnown = publicUrl !== undefined || (containerPort === undefined && network.length > 0);
  const { certificate, fingerprint, isKept } = ca;
  return { certificate, fingerprint, isKept, address: isKnown ? `${best}ca` : undefined };
}

async function roomOfBanner(rooms: Rooms, title: string): Promise<BannerRoom> {
  const opened = await openFirstRoom(rooms, title);
  if (opened instanceof Refusal) return { title, problem: opened.message };
  const { shownCode } = opened.room.view(clock());
  return { title, code: shownCode, ownerKey: "ownerKey" in opened ? opened.ownerKey : undefined };
}

function savedAccounts({ accounts, retired, settings }: Partial<Saved> = {}): SavedAccounts {
  return { accounts: (accounts ?? []) as SavedAccounts["accounts"], retired: retired ?? [], settings: settings ?? {} };
}

/** Files lie in a folder beside the data file. */
async function openFileFolder(path: string, { keepFreeBytes }: Config, reportFault: (error: unknown) => string) {
  // Imported only here, so that a server without a data file doesn't wait for the file system.
  const { DiskFiles } = await import("./files/disk-files.ts");
  const { filesFolderOf } = await import("./engine/sqlite/data-file-names.ts");
  return new DiskFiles(filesFolderOf(path), keepFreeBytes, reportFault);
}

/** Opens where the files of several nodes are kept. */
async function openSharedFiles(config: Config) {
  // Imported only here, as the Redis engine is.
  const { openSharedFiles: open } = await import("./open-shared-files.ts");
  return open(config);
}

/** Connects to the Redis that the settings name. @returns why it can't be used, when it can't */
async function openSharedEngine(
  config: Config,
  reportFault: (error: unknown) => string,
  bounds: LogBounds,
  logger: Logger,
) {
  const { redis: url, redisWait: replicas, maxMemoryBytes: maxBytes, accounts, lifetimeMs } = config;
  if (url === undefined) return undefined;
  // Imported only here, so that a server without a Redis doesn't wait for its client.
  const { openRedis } = await import("./open-redis.ts");
  try {
    const hasAccounts = accounts !== "off";
    const reportTrouble = (sentence?: string) =>
      sentence === undefined ? logger.info("saving again") : logger.warn(`MAYFLY_REDIS: nothing is saved: ${sentence}`);
    const options = { url, replicas, bounds, maxBytes, random, reportFault, reportTrouble, hasAccounts, lifetimeMs };
    const opened = await openRedis(options);
    for (const sentence of await opened.engine.advice()) logger.warn(`MAYFLY_REDIS: ${sentence}`);
    return opened;
  } catch (error) {
    return `MAYFLY_REDIS: can't be used: ${error instanceof Error ? error.message : error}`;
  }
}

/** Opens the data file. Returns its journal and what it saved, a problem when it can't be used, undefined without one. */
async function openJournal({ data, durability }: Config): Promise<OpenedJournal | string | undefined> {
  if (data === undefined) return undefined;
  // Imported only here, so that a server without a data file doesn't wait for SQLite.
  const { DataFileProblem, openSqliteJournal } = await import("./engine/sqlite/sqlite-journal.ts");
  try {
    return await openSqliteJournal({
      path: data,
      durability,
      now: clock(),
      newSecret: () => createServerSecret(random),
    });
  } catch (error) {
    if (error instanceof DataFileProblem) return `MAYFLY_DATA: ${data} ${error.message}`;
    throw error;
  }
}
