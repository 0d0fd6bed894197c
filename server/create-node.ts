// A node as it is put together, whoever runs it: all it needs of the world is handed in. It listens to nothing yet.
import type { SavedAccounts } from "./accounts/account-record.ts";
import { Names } from "./accounts/lookalike-names.ts";
import type { AccountPorts } from "./accounts/ports.ts";
import { draw } from "./chat/lib/ids.ts";
import type { Clock, Due, Engine, Passwords, Ports, Random } from "./chat/lib/ports.ts";
import { Wheel } from "./chat/lib/timer-wheel.ts";
import { Rooms } from "./chat/room-registry/rooms.ts";
import type { Config } from "./config/config.ts";
import { openAccounts } from "./create-accounts.ts";
import { RESERVED } from "./http/app.ts";
import { TopicFanout } from "./http/realtime/fanout.ts";
import { Sockets } from "./http/realtime/open-sockets.ts";
import type { Node } from "./http/request/app-context.ts";
import { Origins } from "./http/request/origins.ts";
import { Visitors } from "./http/request/rate-limits.ts";
import type { Logger } from "./logger.ts";
import { createTokens } from "./security/jwt.ts";
import { ofRooms } from "./security/password-hashing.ts";

/** How often what is due is to be looked for. */
export const TICK_MS = 50;

export type Parts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** 64 random bytes: tokens are signed with the first half, digests are made with the other. */
  readonly secret: Uint8Array;
  readonly engine: Engine;
  /** Whether what is sent is kept. */
  readonly isSaving: () => boolean;
  readonly passwords: Passwords;
  /** Where accounts are kept, and what of them outlived a restart. */
  readonly keep: AccountPorts["keep"];
  readonly saved: SavedAccounts;
  /** Of the program, and as people are shown it. */
  readonly version: string;
  readonly versionText: string;
};

/** @returns the node, and what has it take no more newcomers */
export async function assemble(config: Config, parts: Parts): Promise<{ node: Node; drain(): void }> {
  const { clock, random, secret, engine, passwords, isSaving, keep, version } = parts;
  const startedAt = clock();
  const digest = (text: string) => new Bun.CryptoHasher("sha256", secret.slice(32)).update(text).digest("base64url");
  const faultIn = faults(parts.logger, random);
  const fanout = new TopicFanout();
  const wheel = new Wheel<Due>(startedAt, TICK_MS);
  const signedOut = (signIns: ReadonlySet<string>) => rooms.signIns.end(signIns);
  const accounts = await openAccounts(config, { clock, random, digest, passwords, keep, signedOut }, parts.saved);
  const tokens = createTokens(secret.slice(0, 32), clock, accounts);
  const ports: Ports = {
    clock,
    random,
    digest,
    verify: tokens.verify,
    fault: faultIn("socket"),
    engine,
    fanout,
    wheel,
    passwords: ofRooms(passwords),
    isAccount: (memberId) => accounts?.get(memberId) !== undefined,
    build: parts.versionText,
  };
  const rooms = new Rooms(ports, {
    ...config,
    reserved: RESERVED,
    names: accounts?.names ?? new Names((name) => name),
  });
  const sockets = new Sockets();
  sockets.watch(wheel, clock);
  let isDraining = false;
  const node: Node = {
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
    isStopping: () => isDraining,
    isSaving,
    version,
    startedAt,
  };
  const drain = () => {
    isDraining = true;
  };
  return { node, drain };
}

/** What notes a mistake of ours by where it was made, and names it for whom it happened to. */
export function faults(logger: Logger, random: Random): (where: Parameters<Logger["fault"]>[1]) => Node["fault"] {
  return (where) => (error) => {
    const id = draw(random, 8);
    logger.fault(id, where, error);
    return id;
  };
}
