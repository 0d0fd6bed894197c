// Opens the engine whose rooms several nodes share in one Redis, and tells it what the domain's texts mean. Loads ioredis, and
// is itself loaded only where a Redis is set.
import { createEpochId, createServerSecret } from "./chat/lib/ids.ts";
import type { Random } from "./chat/lib/ports.ts";
import { toldState } from "./chat/room-model/room-state.ts";
import { parseRedisAddress } from "./config/redis-address.ts";
import type { LogBounds } from "./engine/log/room-log.ts";
import { RedisEngine } from "./engine/redis/redis-engine.ts";
import { describeProblem } from "./engine/redis/redis-problems.ts";

export type RedisOptions = {
  readonly url: string;
  readonly prefix?: string;
  /** How many of Redis's replicas must have an event before it counts. */
  readonly replicas?: number;
  readonly bounds: LogBounds;
  readonly maxBytes: number;
  readonly random: Random;
  readonly reportFault: (error: unknown) => void;
};

/** @returns the engine, and the secret that all nodes share @throws a sentence that says why it can't be used */
export async function openRedis(options: RedisOptions): Promise<{ engine: RedisEngine; secret: Uint8Array }> {
  const { random } = options;
  const newEpoch = () => createEpochId(random);
  const address = parseRedisAddress(options.url);
  if (address === undefined) throw new Error("it isn't the address of a Redis");
  let engine: RedisEngine | undefined;
  try {
    engine = await RedisEngine.connect({ ...options, address, newEpoch, decodeState: toldState });
    return { engine, secret: await engine.sharedSecret(() => createServerSecret(random)) };
  } catch (error) {
    await engine?.close();
    throw describeProblem(error, address);
  }
}
