// Opens the engine whose rooms several nodes share in one Redis, and tells it what the domain's texts mean. Loads ioredis, and
// is itself loaded only where a Redis is set.
import type { AccountRecord, SavedAccounts } from "./accounts/account-record.ts";
import { createEpochId, createServerSecret } from "./chat/lib/ids.ts";
import type { Random } from "./chat/lib/ports.ts";
import { toldState, withMovedPins } from "./chat/room-model/room-state.ts";
import { parseRedisAddress } from "./config/redis-address.ts";
import type { LogBounds } from "./engine/log/room-log.ts";
import { describeProblem } from "./engine/redis/connection/redis-problems.ts";
import { RedisEngine } from "./engine/redis/redis-engine.ts";
import type { SharedAccounts } from "./engine/redis/shared-accounts.ts";

export type RedisOptions = {
  readonly url: string;
  readonly prefix?: string;
  /** How many of Redis's replicas must have an event before it counts. */
  readonly replicas?: number;
  readonly bounds: LogBounds;
  readonly maxBytes: number;
  readonly random: Random;
  readonly reportFault: (error: unknown) => void;
  /** Gets a sentence on why Redis can't be used, and nothing once it can again. */
  readonly reportTrouble?: (sentence?: string) => void;
  /** Whether there are accounts. */
  readonly hasAccounts: boolean;
  /** How long all nodes live from the start of the first one. */
  readonly lifetimeMs?: number | undefined;
};

export type OpenedRedis = {
  readonly engine: RedisEngine;
  /** What all nodes sign tokens with. */
  readonly secret: Uint8Array;
  /** How long all nodes still live, ms; undefined where they have no end. */
  readonly leftMs?: number | undefined;
  readonly accounts?: SharedAccounts<AccountRecord>;
  /** The accounts as they are saved. */
  readonly savedAccounts?: SavedAccounts<AccountRecord>;
};

/** Opens what several nodes share. @throws a sentence that says why it can't be used */
export async function openRedis(options: RedisOptions): Promise<OpenedRedis> {
  const { random } = options;
  const newEpoch = () => createEpochId(random);
  const address = parseRedisAddress(options.url);
  if (address === undefined) throw new Error("it isn't the address of a Redis");
  let engine: RedisEngine | undefined;
  try {
    engine = await RedisEngine.connect({
      ...options,
      address,
      newEpoch,
      decodeState: toldState,
      movePins: withMovedPins,
      reportTrouble: (error) =>
        options.reportTrouble?.(error === undefined ? undefined : describeProblem(error, address).message),
    });
    const secret = await engine.sharedSecret(() => createServerSecret(random));
    const leftMs = options.lifetimeMs === undefined ? undefined : await engine.lifetimeLeft(options.lifetimeMs);
    if (!options.hasAccounts) return { engine, secret, leftMs };
    const accounts = await engine.openAccounts<AccountRecord>();
    return { engine, secret, leftMs, accounts, savedAccounts: await accounts.load() };
  } catch (error) {
    await engine?.close();
    throw describeProblem(error, address);
  }
}

/** Saves a code that makes an administrator, for the servers that share this Redis. @throws when it can't be reached */
export async function saveSharedAdminCode(url: string, digest: string, until: number): Promise<void> {
  const { engine, accounts } = await openRedis({
    url,
    bounds: { events: 0, bytes: 0 },
    maxBytes: 0,
    random: (bytes) => void crypto.getRandomValues(bytes),
    reportFault: () => {},
    hasAccounts: true,
  });
  try {
    const refusal = await accounts?.addCode(digest, until);
    if (refusal !== undefined) throw new Error(refusal.message);
  } finally {
    await engine.close();
  }
}
