// Which rooms there are, for all nodes: which has which code, and which are public. A code is known by its digest, and leads to
// the epoch of its room.
import type { CodeHolder, EndedCode } from "../../chat/lib/ports.ts";
import type { Link } from "./redis-link.ts";
import type { Replica } from "./replica.ts";
import { codeKey, epochOf, listedKey, type RoomKeys, roomKeys } from "./room-keys.ts";

export class CodeDirectory {
  readonly #prefix: string;
  readonly #link: () => Link;

  constructor(prefix: string, link: () => Link) {
    this.#prefix = prefix;
    this.#link = link;
  }

  /** Gives its code to a room. @returns false if another room has it; one that Redis has lost gives it up */
  async claim(room: Replica, lost = ""): Promise<boolean> {
    const { epoch, code, expires } = room;
    const [holder] = await this.#run("claimCode", code, [epoch, expires, lost]);
    if (holder === epoch) return true;
    if (holder === lost) return false;
    const keys = roomKeys(this.#prefix, String(holder));
    const [outcome] = await this.#link().run("read", keys, [Number.MAX_SAFE_INTEGER, ""]);
    return outcome === "lost" && this.claim(room, String(holder));
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
    if (code !== "") await this.#run("moveCode", code, [from, to, expires]);
  }

  /** Remembers until then, epoch ms, that this room has ended, unless another has its code by now. */
  async end(code: string, until: number, epoch: string): Promise<void> {
    await this.#run("endCode", code, [until, epoch]);
  }

  /** Erases a room and what it has become, and remembers its code. */
  async erase(keys: RoomKeys, code: string, ended: EndedCode): Promise<void> {
    const { digest, until } = ended;
    const [outcome, next] = await this.#link().run("end", keys, [digest, until]);
    if (outcome === "next") return this.erase(roomKeys(this.#prefix, String(next)), code, ended);
    for (const one of new Set([code, digest])) if (one !== "") await this.end(one, until, epochOf(keys));
  }

  async setListed(epoch: string, isListed: boolean): Promise<void> {
    await this.#link().run("setMember", [listedKey(this.#prefix)], [epoch, isListed ? 1 : 0]);
  }

  /** Returns the epochs of the public rooms. */
  async listed(): Promise<readonly string[]> {
    return (await this.#link().run("members", [listedKey(this.#prefix)], [])).map(String);
  }

  #run(script: "claimCode" | "lookUp" | "moveCode" | "endCode", code: string, args: readonly (string | number)[]) {
    return this.#link().run(script, [codeKey(this.#prefix, code)], args);
  }
}
