// Runs scripts in Redis whose arguments and answers may be bytes, on a connection of its own that is opened when it is needed
// first: large values must not hold up what rooms say.
import { createHash } from "node:crypto";
import { Cluster, type Redis } from "ioredis";
import { connectRedis } from "./redis-connect.ts";
import type { RedisAddress } from "./redis-problems.ts";

type Argument = string | number | Uint8Array;

export class ScriptRunner {
  readonly #address: RedisAddress;
  readonly #timeoutMs: number;
  readonly #hashes = new Map<string, string>();
  #connecting: Promise<Redis | Cluster> | undefined;
  #isClosed = false;

  /** @param timeoutMs how long Redis may take to answer */
  constructor(address: RedisAddress, timeoutMs: number) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Texts of the answer come as bytes.
   * @throws when Redis can't or doesn't answer in time; the script may have run all the same
   */
  async run(script: string, keys: readonly string[], args: readonly Argument[]): Promise<readonly unknown[]> {
    const client = await this.#connected();
    const given = [keys.length, ...keys, ...args.map((one) => (typeof one === "object" ? Buffer.from(one) : one))];
    const answer = client.callBuffer("evalsha", [this.#hashOf(script), ...given]).catch((error: Error) => {
      if (!error.message.startsWith("NOSCRIPT")) throw error;
      return client.callBuffer("eval", [script, ...given]);
    });
    return (await answer) as unknown[];
  }

  /** Returns how much memory Redis may still use, and how much in all; of a Cluster, on its fullest master. */
  async memory(): Promise<{ freeBytes: number; maxBytes: number }> {
    const client = await this.#connected();
    const masters = client instanceof Cluster ? client.nodes("master") : [client];
    const found = await Promise.all(masters.map(async (master) => memoryIn(await master.info("memory"))));
    return found.reduce((fullest, one) => (one.freeBytes < fullest.freeBytes ? one : fullest));
  }

  close(): void {
    this.#isClosed = true;
    this.#connecting?.then((client) => client.disconnect()).catch(() => {});
  }

  async #connected(): Promise<Redis | Cluster> {
    if (this.#isClosed) throw new Error("the connection is closed");
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Redis | Cluster> {
    const { client, subscriber } = await connectRedis(this.#address, this.#timeoutMs, false);
    if (subscriber !== client) subscriber.disconnect();
    client.on("error", () => {});
    if (this.#isClosed) client.disconnect();
    return client;
  }

  #hashOf(script: string): string {
    let hash = this.#hashes.get(script);
    if (hash === undefined) {
      hash = createHash("sha1").update(script).digest("hex");
      this.#hashes.set(script, hash);
    }
    return hash;
  }
}

function memoryIn(info: string): { freeBytes: number; maxBytes: number } {
  const numberOf = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
  const maxBytes = numberOf("maxmemory") || Number.POSITIVE_INFINITY;
  return { freeBytes: maxBytes - numberOf("used_memory"), maxBytes };
}
