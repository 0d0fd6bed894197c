// Begins rooms in Redis, takes in those that other nodes began, lets go of them and ends them. A room's channels are subscribed
// before it is read or begun, so that nothing that is published meanwhile is missed.
import type { Refusal } from "#protocol/error-codes";
import type { Deliver, EndedCode, MaybePromise, RoomRecord } from "../../chat/lib/ports.ts";
import { serverFull } from "../refusals.ts";
import type { CodeDirectory } from "./code-directory.ts";
import type { Retries } from "./connection/retries.ts";
import type { Link } from "./redis-link.ts";
import { CODE_TAKEN, notErased, notSaved } from "./redis-refusals.ts";
import type { Replicas } from "./replicas.ts";
import type { RoomChannels } from "./room-channels.ts";
import { roomKeys } from "./room-keys.ts";
import type { RoomSync } from "./room-sync.ts";
import { expiryOf, FIRST_TAG, isBeginning, openArguments, ROOM_LOST, type RoomContent } from "./wire-format.ts";

/** How long Redis remembers the end of a room that was begun with a code that another has. */
const DISCARDED_MS = 60_000;

export type OpeningPorts = {
  readonly link: () => Link;
  readonly channels: RoomChannels;
  readonly prefix: string;
  readonly codes: CodeDirectory;
  readonly replicas: Replicas;
  readonly sync: RoomSync;
  readonly retries: Retries;
};

export class RoomOpening {
  readonly #ports: OpeningPorts;

  constructor(ports: OpeningPorts) {
    this.#ports = ports;
  }

  /** @see Engine.open */
  async open(record: RoomRecord, deliver: Deliver, visitor?: string): Promise<Refusal | undefined> {
    const { link, channels, codes, replicas, retries } = this.#ports;
    const { epoch, founding, state, expiresAt, codeDigest: code = "", files = [] } = record;
    if (!replicas.budget.fitsRoom(state, visitor)) return serverFull();
    const room = replicas.add(record, FIRST_TAG, deliver, visitor);
    room.expires = expiryOf(expiresAt);
    room.code = code;
    room.version = 1;
    const saved = files.map(({ id, record }) => [id, record] as const);
    const content = { head: 0, tag: FIRST_TAG, oldest: 1, version: 1, entries: [], nonces: [], files: saved, due: [] };
    try {
      await channels.subscribe(room.keys);
      const args = openArguments({ ...content, founding, state, expires: room.expires, code });
      const [outcome] = await link().run("open", room.keys, args);
      if (outcome !== "ok") throw new Error(`a room of this epoch ${outcome === "ended" ? "has ended" : "exists"}`);
      await link().confirm(room.keys, 0, FIRST_TAG);
      // The room comes first: a code that leads to no room is free.
      if (code === "" || (await codes.claim(room))) return undefined;
      this.leave(epoch);
      const discard = async () => void (await link().run("end", room.keys, ["", Date.now() + DISCARDED_MS]));
      void retries.run(discard);
      return CODE_TAKEN;
    } catch {
      this.leave(epoch);
      return notSaved();
    }
  }

  /** @see SharedEngine.join */
  async join(
    epoch: string,
    attach: (record: RoomRecord) => Deliver,
    isMoving = false,
  ): Promise<RoomRecord | Refusal | undefined> {
    const { channels, codes, prefix, replicas, retries, sync } = this.#ports;
    // Where it is here already, it isn't taken in a second time.
    if (replicas.get(epoch) !== undefined) return undefined;
    if (codes.isEnded(epoch)) return void retries.run(() => codes.endAgain([epoch]));
    const keys = roomKeys(prefix, epoch);
    try {
      await channels.subscribe(keys);
      const content = await sync.load(epoch);
      if ("head" in content && replicas.budget.fitsRoom(content.state, undefined)) {
        return await this.#attach(epoch, content, attach);
      }
      const isLost = !("head" in content) && content[0] === "lost";
      // Another node that still has it gives it to Redis again, in a new epoch. This one listens, too.
      const isElsewhere = isLost && (await channels.publish(keys, ROOM_LOST)) > 1;
      channels.unsubscribe(keys);
      if ("head" in content) return serverFull();
      const [outcome, next, leftMs] = content;
      if (outcome === "next") {
        await sync.carryOver(epoch, String(next));
        return await this.join(String(next), attach, isBeginning(leftMs));
      }
      return isElsewhere || (isLost && isMoving) ? notSaved() : undefined;
    } catch {
      if (replicas.get(epoch) === undefined) channels.unsubscribe(keys);
      return notSaved();
    }
  }

  leave(epoch: string): void {
    const { channels, replicas } = this.#ports;
    const room = replicas.get(epoch);
    if (room === undefined) return;
    channels.unsubscribe(room.keys);
    replicas.remove(room);
  }

  /** @see Engine.end */
  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined> {
    const { codes, prefix, replicas, retries } = this.#ports;
    const room = replicas.get(epoch);
    // Where another node has ended it, Redis knows.
    if (room === undefined) return void codes.noteEnd(roomKeys(prefix, epoch), "", endedCode);
    const { keys, code } = room;
    room.hasEnded = true;
    this.leave(epoch);
    const erase = () => codes.erase(keys, code, endedCode);
    return retries.run(erase).then((isDone) => (isDone ? undefined : notErased()));
  }

  async #attach(epoch: string, content: RoomContent, attach: (record: RoomRecord) => Deliver): Promise<RoomRecord> {
    const { replicas, sync } = this.#ports;
    const { founding, state, files } = content;
    const saved = files.map(([id, record]) => ({ id, record }));
    const record: RoomRecord = { epoch, founding, state, ...(saved.length > 0 && { files: saved }) };
    const room = replicas.add(record, content.tag, attach(record));
    replicas.refill(room, content);
    // What came on the channel before there was a replica.
    await sync.heal(room);
    if (!room.isOpen) throw new Error("the room has ended or moved on meanwhile");
    return record;
  }
}
