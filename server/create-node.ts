import { DAY_MS } from "#protocol/limits";
import type { AccountPorts } from "./accounts/account-ports.ts";
import type { AccountRecord, SavedAccounts } from "./accounts/account-record.ts";
import { latinSkeleton } from "./accounts/latin-lookalikes.ts";
import { LookalikeNames } from "./accounts/lookalike-names.ts";
import { forgetMember } from "./chat/joining/leave-room.ts";
import type { FileStorage } from "./chat/lib/file-ports.ts";
import { Histogram } from "./chat/lib/histogram.ts";
import { randomBase32 } from "./chat/lib/ids.ts";
import { OpenPerVisitor } from "./chat/lib/open-per-visitor.ts";
import {
  asSharedEngine,
  type Clock,
  type Engine,
  type PasswordHasher,
  type Ports,
  type Random,
  type TimerCallback,
} from "./chat/lib/ports.ts";
import { TimerWheel } from "./chat/lib/timer-wheel.ts";
import { Rooms } from "./chat/room-registry/rooms.ts";
import type { Config } from "./config/config.ts";
import { shownSettings } from "./config/shown-settings.ts";
import { createAccounts } from "./create-accounts.ts";
import type { SharedAccounts } from "./engine/redis/shared-accounts.ts";
import { fileLimits } from "./file-limits.ts";
import { MemoryFiles } from "./files/memory-files.ts";
import { TopicFanout } from "./http/realtime/fanout.ts";
import { OpenSockets } from "./http/realtime/open-sockets.ts";
import { iterateYielding } from "./http/realtime/yielding-iteration.ts";
import { AllowedHosts } from "./http/request/allowed-hosts.ts";
import type { AppContext, Load, Timings } from "./http/request/app-context.ts";
import { ClientAddresses } from "./http/request/client-address.ts";
import { Operator } from "./http/request/operator.ts";
import { Origins, type ProxyTrouble } from "./http/request/origins.ts";
import { ProxyHeaders } from "./http/request/proxy-headers.ts";
import { OPEN_AT_A_TIME, RateLimits } from "./http/request/rate-limits.ts";
import { SecretToken } from "./http/request/secret-token.ts";
import { RESERVED_CODES } from "./http/reserved-codes.ts";
import type { Logger } from "./logger.ts";
import { createOwnPrefixes } from "./network/own-prefixes.ts";
import { createJwtTokens } from "./security/jwt.ts";
import { createRoomPasswordHashing } from "./security/password-hashing.ts";
import { createDigest } from "./security/secret-digest.ts";

/** The interval at which the caller calls `rooms.tick`, which fires the timers that are due. */
export const TICK_MS = 50;

/** The part of the sockets that are allowed in all from which on each visitor may have fewer. */
const CROWDED_SOCKETS = 0.75;
/** The files that are being sent at a time, from which on each visitor may send fewer. */
const CROWDED_UPLOADS = 256;

export type NodeParts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** 64 random bytes: the first half signs tokens, the other keys digests. */
  readonly secret: Uint8Array;
  readonly engine: Engine;
  /** False while writing to the data file fails. */
  readonly isSaving: () => boolean;
  readonly passwords: PasswordHasher;
  /** When the server ends, epoch ms; left out where it is as long after the start as the settings say. */
  readonly serverEndsAt?: number;
  /** Asks the system for this machine's own addresses. */
  readonly ownAddresses?: () => readonly string[];
  /** Left out where nobody measures. */
  readonly timings?: Timings;
  readonly load?: Load;
  /** Where files are kept; in memory where it is left out. */
  readonly fileStorage?: FileStorage | undefined;
  readonly saveAccounts: AccountPorts["save"];
  /** The accounts as they were saved before the start. */
  readonly savedAccounts: SavedAccounts;
  /** The accounts that several nodes share; left out where there is one node. */
  readonly sharedAccounts?: SharedAccounts<AccountRecord> | undefined;
  /** Is told the server's name on the local network. */
  readonly mdns?: AppContext["mdns"];
  /** The names of the server's certificate. */
  readonly certificateNames?: readonly string[] | undefined;
  /** The certificate in use; left out where there is no https. */
  readonly certificate?: AppContext["certificate"];
  /** The program's version, as in package.json. */
  readonly version: string;
  /** The version with its commit, as it is displayed. */
  readonly versionText: string;
};

/**
 * Creates the parts of a running server. The caller provides the clock, the randomness and the engine, calls `rooms.tick`,
 * and starts listening. `drain` makes the server refuse newcomers from then on.
 */
export async function createNode(config: Config, parts: NodeParts): Promise<{ node: AppContext; drain(): void }> {
  const { clock, random, secret, engine, passwords, isSaving, version } = parts;
  const startedAt = clock();
  const digest = createDigest(secret);
  const reportFaultIn = createFaultReporter(parts.logger, random);
  const fanout = new TopicFanout();
  const wheel = new TimerWheel<TimerCallback>(startedAt, TICK_MS);
  const onSignedOut = (signInIds: ReadonlySet<string>) => rooms.connectionsByDevice.closeDevices(signInIds);
  // Where there are several nodes, each of them has its own rooms forget a deleted account.
  const onForgotten = async (memberId: string) => {
    const mentioning = await iterateYielding(rooms.listRoomsMentioning(memberId));
    await Promise.all(mentioning.map((room) => forgetMember(rooms, room, memberId))).catch(reportFaultIn("redis"));
  };
  const accountPorts = {
    ...{ clock, random, digest, passwords, onSignedOut },
    save: parts.saveAccounts,
    ...(parts.sharedAccounts && { onForgotten }),
  };
  const accounts = await createAccounts(config, accountPorts, parts.savedAccounts, parts.sharedAccounts);
  const tokens = createJwtTokens(secret.slice(0, 32), clock, accounts);
  const ports: Ports = {
    clock,
    random,
    digest,
    sha256: (bytes) => Bun.SHA256.hash(bytes, "base64url"),
    verifyToken: tokens.verify,
    reportFault: reportFaultIn("socket"),
    engine,
    fanout,
    wheel,
    fileStorage: parts.fileStorage ?? new MemoryFiles(),
    passwords: createRoomPasswordHashing(passwords),
    isAccount: (memberId) => accounts?.get(memberId) !== undefined,
    build: parts.versionText,
  };
  const rooms = new Rooms(ports, {
    ...config,
    serverEndsAt: parts.serverEndsAt ?? startedAt + (config.lifetimeMs ?? Number.POSITIVE_INFINITY),
    reserved: RESERVED_CODES,
    files: fileLimits(config, parts.fileStorage !== undefined),
    names: accounts?.names ?? new LookalikeNames(latinSkeleton),
  });
  if (accounts !== undefined) await parts.sharedAccounts?.attach(accounts);
  const openSockets = new OpenSockets();
  openSockets.scheduleChecks(wheel, clock);
  const loggedTrouble = new Set<string>();
  const reportProxyTrouble = createProxyTroubleReporter(parts.logger, loggedTrouble);
  const proxies = new ProxyHeaders(config.trustProxy, () => reportProxyTrouble("untrusted"));
  const allowedHosts = new AllowedHosts(
    { ...config, certificateNames: parts.certificateNames ?? [] },
    proxies,
    (outcome) => reportProxyTrouble(`host-${outcome}`),
  );
  const ownPrefixes = createOwnPrefixes(parts.ownAddresses ?? (() => []), clock);
  const sharedEngine = asSharedEngine(engine);
  const holderKey = sharedEngine && new Bun.CryptoHasher("sha256", secret.slice(32)).update("holders").digest();
  const addressParts = { proxies, random, holderKey, banDigest: digest, ownPrefixes };
  const clientAddresses = new ClientAddresses(addressParts, config);
  if (sharedEngine === undefined) scheduleKeyReplacement(clientAddresses, wheel, clock);
  else sharedEngine.watchDayKey((key) => clientAddresses.replaceDayKey(key));
  const shareLimit =
    sharedEngine && ((...limit: Parameters<typeof sharedEngine.shareLimit>) => sharedEngine.shareLimit(...limit));
  shareLimit?.("files", rooms.files.hourly);
  let isDraining = false;
  const node: AppContext = {
    rooms,
    engine,
    fanout,
    openSockets,
    maxSockets: config.maxSockets,
    socketsPerVisitor: new OpenPerVisitor(config.maxSocketsPerIpv4, config.maxSockets * CROWDED_SOCKETS),
    openUploads: new OpenPerVisitor(OPEN_AT_A_TIME.uploads, CROWDED_UPLOADS),
    tokens,
    accounts,
    clientAddresses,
    rateLimits: new RateLimits(clock, digest, clientAddresses, config, shareLimit),
    proxies,
    allowedHosts,
    origins: new Origins(config, proxies, allowedHosts, reportProxyTrouble),
    reportProxyTrouble,
    loggedTrouble,
    settings: shownSettings(config.given),
    operator: new Operator(config.adminToken, digest, random),
    metricsToken: config.metricsToken === undefined ? undefined : new SecretToken(config.metricsToken, digest),
    timings: parts.timings ?? createTimings(),
    load: parts.load ?? { cpuShare: 0, loopLagMs: 0 },
    faultCount: () => parts.logger.faultCount,
    certificate: parts.certificate ?? (() => undefined),
    random,
    reportFault: reportFaultIn("http"),
    isStopping: () => isDraining,
    isSaving,
    https: { port: undefined },
    mdns: parts.mdns ?? { label: undefined },
    version,
    maxRoomBytes: config.maxMemoryBytes,
    startedAt,
  };
  const drain = () => {
    isDraining = true;
  };
  return { node, drain };
}

/** A day counts from the start, so that nobody knows when it begins. */
function scheduleKeyReplacement(addresses: ClientAddresses, wheel: TimerWheel<TimerCallback>, clock: Clock): void {
  wheel.schedule(clock() + DAY_MS, () => {
    addresses.replaceDayKey();
    scheduleKeyReplacement(addresses, wheel, clock);
  });
}

export function createTimings(): Timings {
  return { loopLag: new Histogram(), journalWrites: new Histogram() };
}

const PROXY_TROUBLE: Readonly<Record<ProxyTrouble, string>> = {
  host: "refused a page: its Origin doesn't match its Host header; if the page is yours, let the proxy forward Host with its port, or set MAYFLY_PUBLIC_URL",
  crowd:
    "refused a WebSocket: too many are open from the same address; if all visitors come through a proxy, set MAYFLY_TRUST_PROXY and let it forward their addresses; for an office or a school, raise MAYFLY_MAX_SOCKETS_IPV4",
  "one-address":
    "nearly all WebSockets come from one address; if a proxy passes them on, set MAYFLY_TRUST_PROXY and let it forward their addresses, else everybody behind it counts as one visitor",
  "all-sockets":
    "turned WebSockets away: as many are open as MAYFLY_MAX_SOCKETS allows; raise it if this machine can hold more",
  "forwarded-host":
    "ignored an X-Forwarded-Host: with MAYFLY_TRUST_PROXY=on anybody may have written it; name the proxy's addresses there instead, such as loopback or private, or set MAYFLY_PUBLIC_URL",
  untrusted:
    "got X-Forwarded-For or the like from an address that isn't trusted; if a proxy of yours sends it, set MAYFLY_TRUST_PROXY, else everybody counts as one visitor",
  "host-served":
    "answered to a name that no setting allows; to answer to your own names alone, list them in MAYFLY_ALLOWED_HOSTS",
  "host-refused":
    "refused a request (421) to a name that isn't this server's; if the name is yours, set MAYFLY_PUBLIC_URL or add it to MAYFLY_ALLOWED_HOSTS",
  scheme:
    "a page came over https, but its proxy says http; let it send X-Forwarded-Proto: https, else links begin with http",
  "idle-cut":
    "WebSockets break off after the same short time, one after the other: something on the way cuts quiet connections; let the proxy wait 75 s or longer",
  "stream-held":
    "an event stream brought its client nothing; if it comes through a proxy, turn its buffering off for text/event-stream",
  upgrade: "refused a WebSocket: its Upgrade header is missing; let the proxy forward WebSockets",
};

/** Creates a function that logs what a proxy does wrong, each kind once: a page tries again every few seconds. */
function createProxyTroubleReporter(logger: Logger, logged: Set<string>): (trouble: ProxyTrouble) => void {
  return (trouble) => {
    const sentence = PROXY_TROUBLE[trouble];
    if (logged.has(sentence)) return;
    logged.add(sentence);
    logger.warn(sentence);
  };
}

/** Creates functions that log an unexpected error by where it happened, and return the id it is logged under. */
export function createFaultReporter(
  logger: Logger,
  random: Random,
): (where: Parameters<Logger["fault"]>[1]) => AppContext["reportFault"] {
  return (where) => (error) => {
    const id = randomBase32(random, 8);
    logger.fault(id, where, error);
    return id;
  };
}
