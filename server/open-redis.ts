// Opens the engine whose rooms several nodes share in one Redis, and tells it what the domain's texts mean. Loads ioredis, and
// is itself loaded only where a Redis is set.
import { createEpochId, createServerSecret } from "./chat/lib/ids.ts";
import type { Random } from "./chat/lib/ports.ts";
import { toldState } from "./chat/room-model/room-state.ts";
import type { LogBounds } from "./engine/log/room-log.ts";
import { RedisEngine } from "./engine/redis/redis-engine.ts";

export type RedisOptions = {
  readonly url: string;
  readonly prefix?: string;
  readonly bounds: LogBounds;
  readonly maxBytes: number;
  readonly random: Random;
  readonly reportFault: (error: unknown) => void;
};

/** @returns the engine, and the secret that all nodes share @throws when Redis can't be reached */
export async function openRedis(options: RedisOptions): Promise<{ engine: RedisEngine; secret: Uint8Array }> {
  const { random } = options;
  const newEpoch = () => createEpochId(random);
  const engine = await RedisEngine.connect({ ...options, newEpoch, decodeState: toldState });
  try {
    return { engine, secret: await engine.sharedSecret(() => createServerSecret(random)) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
