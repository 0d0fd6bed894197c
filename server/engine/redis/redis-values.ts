// Keeps single values for all nodes in Redis. Rules D44, D47.
import type { Refusal } from "#protocol/error-codes";
import type { SharedValues } from "../../chat/lib/node-ports.ts";
import type { Link } from "./redis-link.ts";
import { notSaved } from "./redis-refusals.ts";
import { firstRoomKey, onceKey } from "./room-keys.ts";

export class RedisValues implements SharedValues {
  readonly #prefix: string;
  readonly #link: () => Link;

  constructor(prefix: string, link: () => Link) {
    this.#prefix = prefix;
    this.#link = link;
  }

  async keepOnce(text: string, ttlMs: number): Promise<void> {
    await this.#link()
      .run("keepFor", [onceKey(this.#prefix, text)], ["1", ttlMs])
      .catch(() => {});
  }

  async takeOnce(text: string): Promise<boolean> {
    const [taken] = await this.#link()
      .run("take", [onceKey(this.#prefix, text)], [])
      .catch(() => []);
    return taken === 1;
  }

  replaceFirstRoom(digest: string, before: string, code: string): Promise<string | Refusal> {
    const replaced = this.#link().run("replace", [firstRoomKey(this.#prefix, digest)], [before, code]);
    return replaced.then(
      ([kept]) => String(kept),
      () => notSaved(),
    );
  }
}
