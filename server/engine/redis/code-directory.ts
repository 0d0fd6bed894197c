// Which rooms there are, for all nodes: which has which code, and when each ends. A code is known by its digest, and leads to the
// epoch of its room.
import type { CodeHolder, EndedCode } from "../../chat/lib/ports.ts";
import type { RedisRoomIndex } from "./nodes/room-index.ts";
import type { Link } from "./redis-link.ts";
import type { Replica } from "./replica.ts";
import { codeKey, epochOf, type RoomKeys, roomKeys } from "./room-keys.ts";
import { endOf } from "./wire-format.ts";

/** For how long it is remembered that a room has ended, and of how many: Redis may not have heard of it, or forget it again. */
const ENDED_MS = 60 * 60_000;
const MAX_ENDED = 1_000;

type Ended = {
  readonly keys: RoomKeys;
  /** The digest by which the room was found. */
  readonly code: string;
  /** The code as it is remembered. */
  readonly ended?: EndedCode | undefined;
  readonly at: number;
};

export class CodeDirectory {
  readonly #prefix: string;
  readonly #link: () => Link;
  readonly #index: RedisRoomIndex;
  /** Rooms that have ended, by epoch, the last one last. */
  readonly #ended = new Map<string, Ended>();

  constructor(prefix: string, link: () => Link, index: RedisRoomIndex) {
    this.#prefix = prefix;
    this.#link = link;
    this.#index = index;
  }

  /** Gives its code to a room. @returns false if another room has it; one that Redis has lost gives it up */
  async claim(room: Replica, lost = ""): Promise<boolean> {
    const { epoch, code, expires } = room;
    const claimed = this.#run("claimCode", code, [epoch, expires, lost]);
    const [[holder]] = await Promise.all([claimed, this.#index.add(epoch, endOf(expires))]);
    if (holder === epoch) return true;
    const keys = roomKeys(this.#prefix, String(holder));
    const read = () => this.#link().run("read", keys, [Number.MAX_SAFE_INTEGER, ""]);
    if (holder !== lost && (await read())[0] === "lost") return this.claim(room, String(holder));
    this.#index.drop(epoch);
    return false;
  }

  async lookUp(code: string): Promise<CodeHolder> {
    const [epoch] = await this.#run("lookUp", code, []);
    if (typeof epoch !== "string") return undefined;
    return epoch === "" ? "ended" : { epoch };
  }

  /** Has the code of a room expire when the room does. */
  async expire({ code, epoch, expires }: Replica): Promise<void> {
    await this.move(code, epoch, epoch, expires);
  }

  /** Leads a code to the next epoch of its room. */
  async move(code: string, from: string, to: string, expires: string): Promise<void> {
    const moved = code === "" ? undefined : this.#run("moveCode", code, [from, to, expires]);
    await Promise.all([moved, this.#index.add(to, endOf(expires))]);
    if (from !== to) await this.#index.remove(from);
  }

  /** Remembers until then, epoch ms, that this room has ended, unless another has its code by now. */
  async end(code: string, until: number, epoch: string): Promise<void> {
    await this.#run("endCode", code, [until, epoch]);
  }

  /** Erases a room and what it has become, and remembers its code. */
  async erase(keys: RoomKeys, code: string, ended: EndedCode): Promise<void> {
    const { digest, until } = ended;
    const epoch = epochOf(keys);
    this.noteEnd(keys, code, ended);
    const [outcome, next] = await this.#link().run("end", keys, [digest, until]);
    if (outcome === "next") return this.erase(roomKeys(this.#prefix, String(next)), code, ended);
    for (const one of new Set([code, digest])) if (one !== "") await this.end(one, until, epoch);
    await this.#index.remove(epoch);
  }

  /** Notes that a room has ended, by this node or another. @param ended its code as it is remembered, once that is known */
  noteEnd(keys: RoomKeys, code: string, ended?: EndedCode): void {
    const epoch = epochOf(keys);
    const known = this.#ended.get(epoch);
    const at = known?.at ?? performance.now();
    this.#ended.set(epoch, { keys, code: code || (known?.code ?? ""), ended: ended ?? known?.ended, at });
    const [oldest] = this.#ended;
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest[0]);
  }

  /** Returns whether this node knows that a room has ended. */
  isEnded(epoch: string): boolean {
    return this.#ended.has(epoch);
  }

  /** Ends rooms again that have ended of late: what Redis has lost of that is made up for. */
  async endAgain(epochs: Iterable<string> = [...this.#ended.keys()]): Promise<void> {
    for (const epoch of epochs) {
      const { keys, code, ended, at } = this.#ended.get(epoch) ?? {};
      if (at === undefined || performance.now() - at > ENDED_MS) this.#ended.delete(epoch);
      else if (keys !== undefined && code !== undefined && ended !== undefined) await this.erase(keys, code, ended);
    }
  }

  #run(script: "claimCode" | "lookUp" | "moveCode" | "endCode", code: string, args: readonly (string | number)[]) {
    return this.#link().run(script, [codeKey(this.#prefix, code)], args);
  }
}
