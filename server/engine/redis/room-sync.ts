// Keeps a node's replicas in step with Redis: reads what was missed, finishes erasing what another node began, and moves a
// room to a new epoch where its numbering can't go on. docs/redis.md says when.
import type { RoomRecord, RoomWatcher } from "../../chat/lib/ports.ts";
import type { LogBounds } from "../log/room-log.ts";
import type { CodeDirectory } from "./code-directory.ts";
import type { RedisStats } from "./connection/redis-stats.ts";
import { type FormerContent, type MovePins, sayLacking } from "./lacking-events.ts";
import type { Link } from "./redis-link.ts";
import { beginNext, contentOf, readFormer, renewContent } from "./renewed-content.ts";
import type { Replica } from "./replica.ts";
import type { Replicas } from "./replicas.ts";
import type { RoomChannels } from "./room-channels.ts";
import { roomKeys } from "./room-keys.ts";
import { openArguments, parseContent, type Reply, type RoomContent } from "./wire-format.ts";

/** How long a missing event may be on its way before it is read. */
const GAP_MS = 25;
/** How long after a failure a room is looked at again. */
const RETRY_MS = 1_000;
/** How often, and how many times, it is looked whether the node that claimed a new epoch has begun it. */
const BEGUN_MS = 100;
const BEGUN_TRIES = 20;
const HEALED_AT_ONCE = 16;
/** How long after a node has dropped events of a room Redis does. */
const TRIM_MS = 1_000;

const LOST: Reply = ["lost"];
const isLost = (content: RoomContent | Reply) => !("head" in content) && content[0] === "lost";

export type SyncPorts = {
  readonly link: () => Link;
  readonly channels: RoomChannels;
  readonly codes: CodeDirectory;
  readonly replicas: Replicas;
  readonly prefix: string;
  readonly bounds: LogBounds;
  readonly watcher: () => RoomWatcher | undefined;
  readonly stats: RedisStats;
  readonly newEpoch: () => string;
  readonly newTag: () => string;
  readonly movePins: MovePins;
};

export class RoomSync {
  readonly #ports: SyncPorts;
  readonly #untrimmed = new Set<Replica>();
  #trimTimer: Timer | undefined;
  #isClosed = false;

  constructor(ports: SyncPorts) {
    this.#ports = ports;
  }

  /** Reads what Redis has of a room. @returns the script's answer instead where it has no such room */
  async load(epoch: string): Promise<RoomContent | Reply> {
    const reply = await this.#run("read", roomKeys(this.#ports.prefix, epoch), [-1, ""]);
    if (reply[0] !== "ok") return reply;
    const content = parseContent(reply);
    const link = this.#ports.link();
    if (!link.isWaiting) return content;
    return (await link.confirm(roomKeys(this.#ports.prefix, epoch), content.head, content.tag))
      ? content
      : this.load(epoch);
  }

  /** Applies what has come in order, once enough of Redis's replicas have it. Where they don't, it is tried again. */
  async confirm(room: Replica): Promise<void> {
    if (room.isConfirming || this.#isClosed) return;
    room.isConfirming = true;
    try {
      for (let last = room.lastInOrder; last !== undefined && room.isOpen; last = room.lastInOrder) {
        const { epoch } = room;
        const { seq, tag } = last;
        const isThere = await this.#ports.link().confirm(room.keys, seq, tag);
        if (!room.isOpen || room.epoch !== epoch) continue;
        if (isThere) {
          room.confirmed = Math.max(room.confirmed, seq);
          this.#ports.replicas.applyEarly(room);
        } else {
          // It came from a master that is none any more: what Redis has now counts.
          room.early.clear();
          await this.refresh(room);
          room.refuseWaiting();
        }
      }
    } catch {
      room.refuseWaiting();
      this.healSoon(room, RETRY_MS);
    } finally {
      room.isConfirming = false;
    }
  }

  /**
   * Brings a replica up to date. Resolves when that is done, or has failed and will be tried again.
   * @returns whether events were missing
   */
  heal(room: Replica): Promise<boolean> {
    const { head, epoch } = room;
    room.healing ??= this.#heal(room)
      .then(() => {
        const isMissing = room.readUpTo > head && room.epoch === epoch;
        if (isMissing) this.#ports.stats.gapsRead++;
        return isMissing;
      })
      // While Redis is away, its commands fail.
      .catch(() => {
        this.healSoon(room, RETRY_MS);
        return false;
      })
      .finally(() => {
        room.healing = undefined;
      });
    return room.healing;
  }

  /** Brings a replica up to date with what Redis has from now on: a reading under way may have been too early. */
  async refresh(room: Replica): Promise<void> {
    await room.healing;
    await this.heal(room);
  }

  /** Brings a replica up to date after a short while, in which what is missing may come. */
  healSoon(room: Replica, delayMs = GAP_MS): void {
    if (this.#isClosed || !room.isOpen || room.gapTimer !== undefined) return;
    room.gapTimer = setTimeout(() => {
      room.gapTimer = undefined;
      if (room.isOpen && !this.#isClosed) void this.heal(room);
    }, delayMs);
  }

  /**
   * Brings all replicas up to date, a few at a time.
   * @param isRoutine whether Redis is the same as before, as far as this node knows @returns how many were missing events
   */
  async healAll(isRoutine: boolean): Promise<number> {
    if (!isRoutine) for (const room of this.#ports.replicas.all) room.isStateSure = false;
    const rooms = [...this.#ports.replicas.all].values();
    let missing = 0;
    const healNext = async () => {
      for (const room of rooms) if (room.isOpen && (await this.heal(room))) missing++;
    };
    await Promise.all(Array.from({ length: HEALED_AT_ONCE }, healNext));
    return missing;
  }

  /** Has Redis drop what this node has dropped, in a while. */
  trimSoon(room: Replica): void {
    this.#untrimmed.add(room);
    if (this.#isClosed) return;
    this.#trimTimer ??= setTimeout(() => {
      this.#trimTimer = undefined;
      const rooms = [...this.#untrimmed].filter(({ isOpen }) => isOpen);
      this.#untrimmed.clear();
      // The next event says it, too.
      for (const { keys, log } of rooms) this.#run("trim", keys, [log.oldest]).catch(() => {});
    }, TRIM_MS);
  }

  /** Writes entries anew that this node has changed. @param done the seqs of the events that changed them */
  async rewrite(room: Replica, done: readonly number[], changed: Iterable<number>, forgottenId = ""): Promise<void> {
    const seqs = [...new Set(changed)];
    while (room.isOpen && !(await this.#tryToRewrite(room, done, seqs, forgottenId))) {
      const { head } = room;
      await this.refresh(room);
      // What has come may wait for Redis's replicas yet.
      if (room.head === head) await Bun.sleep(GAP_MS);
    }
    room.place = undefined;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#trimTimer);
    for (const { gapTimer } of this.#ports.replicas.all) clearTimeout(gapTimer);
  }

  /** @returns false where another node has changed entries meanwhile: this one must have seen that first */
  async #tryToRewrite(
    room: Replica,
    done: readonly number[],
    seqs: readonly number[],
    forgottenId = "",
  ): Promise<boolean> {
    const texts = seqs.flatMap((seq) => {
      const text = room.textOf(seq);
      return text === undefined ? [] : [seq, text];
    });
    const [outcome] = await this.#run("rewrite", room.keys, [room.head, forgottenId, done.length, ...done, ...texts]);
    return outcome !== "behind";
  }

  async #heal(room: Replica): Promise<void> {
    const { replicas } = this.#ports;
    const { epoch, head, tag, version, edition, isStateSure } = room;
    const reply = await this.#run("read", room.keys, [head, isStateSure ? version : ""]);
    if (!room.isOpen || room.epoch !== epoch) return;
    if (reply[0] !== "ok") return this.#follow(room, reply);
    const content = parseContent(reply, head);
    const [first] = content.entries;
    const isNext = first?.seq === head + 1;
    const tagThere = content.head === head ? content.tag : isNext ? first.previous : undefined;
    const isBehind = content.head < head || content.version < version || content.edition < edition;
    if (isBehind || (tagThere !== undefined && tagThere !== tag)) return this.#renew(room);
    // Whether history no longer reaches back to what this node has, not even together with what came meanwhile.
    const isTornOff = tagThere === undefined && room.head + 1 < (first?.seq ?? content.head + 1);
    if (isTornOff) return this.#startAnew(room);
    // It is left out where it is of the version that was asked for.
    if (content.state !== "") {
      replicas.receiveState(room, content.version, content.state);
      room.isStateSure = true;
    }
    room.expires = content.expires;
    for (const entry of content.entries) {
      if (entry.seq > room.head) room.readUpTo = entry.seq;
      // What Redis has counts, whatever came before.
      room.early.delete(entry.seq);
      replicas.receive(room, { ...entry, oldest: content.oldest, version: room.version });
      if (!room.isOpen) return;
    }
    if (content.edition !== room.edition) await this.#reread(room);
    if (content.due.length > 0) await this.#finishErasing(room, content.due.map(Number));
  }

  /** Writes whatever Redis has otherwise than this node, which has applied the events that are done with then. */
  async #finishErasing(room: Replica, due: readonly number[]): Promise<void> {
    const content = await this.load(room.epoch);
    if (!("head" in content) || !room.isOpen) return;
    const differing = content.entries.filter(({ seq, text }) => (room.textOf(seq) ?? text) !== text);
    const done = due.filter((seq) => seq <= room.head);
    const seqs = differing.map(({ seq }) => seq);
    if (!(await this.#tryToRewrite(room, done, seqs))) this.healSoon(room);
  }

  /** Reads the texts of events anew that have changed without an event. */
  async #reread(room: Replica): Promise<void> {
    const content = await this.load(room.epoch);
    if (!("head" in content) || !room.isOpen) return;
    const { head, tag } = room;
    const old = content.entries.filter(({ seq }) => seq <= head);
    if (content.oldest > head + 1) return this.#startAnew(room);
    this.#ports.replicas.refill(room, { ...content, head, tag, entries: old });
    for (const entry of content.entries.slice(old.length)) {
      this.#ports.replicas.receive(room, { ...entry, oldest: content.oldest, version: room.version });
    }
  }

  /** Takes what Redis has: members are missing events that nobody can tell them any more. */
  async #startAnew(room: Replica): Promise<void> {
    const content = await this.load(room.epoch);
    if (!("head" in content)) return this.#follow(room, content);
    if (!room.isOpen) return;
    room.giveUp();
    this.#ports.replicas.refill(room, content);
    this.#tellRestarted(room.epoch, room);
  }

  /** Gives a room another epoch, unless another node does so at the same time. */
  async #renew(room: Replica): Promise<void> {
    const next = this.#ports.newEpoch();
    const reply = await this.#run("renew", room.keys, [next]);
    if (reply[0] === "ok" || reply[0] === "lost") return this.#moveTo(room, next, true);
    if (room.isOpen) await this.#follow(room, reply);
  }

  /** Goes where the answer of a script says that a room has gone. */
  async #follow(room: Replica, [outcome, next]: Reply): Promise<void> {
    if (outcome === "lost") return this.#renew(room);
    if (outcome === "next") return this.#moveTo(room, String(next));
    const { epoch, keys, code } = room;
    this.#ports.channels.unsubscribe(keys);
    room.hasEnded = true;
    this.#ports.replicas.remove(room);
    this.#ports.codes.noteEnd(keys, code);
    this.#ports.watcher()?.ended(epoch);
  }

  async #moveTo(room: Replica, next: string, isClaimed = false): Promise<void> {
    try {
      await this.#ports.channels.subscribe(roomKeys(this.#ports.prefix, next));
      await this.#goOnIn(room, next, isClaimed);
    } finally {
      this.#stopHearing(next);
    }
  }

  /** @param isClaimed whether this node begins the next epoch; else the one that does so is given the time for it */
  async #goOnIn(room: Replica, next: string, isClaimed: boolean): Promise<void> {
    const { channels, replicas, prefix, codes, link, newTag } = this.#ports;
    const { epoch, keys } = room;
    const there = roomKeys(prefix, next);
    let content = isClaimed ? LOST : await this.load(next);
    for (let tries = 0; isLost(content) && !isClaimed && tries < BEGUN_TRIES; tries++) {
      await Bun.sleep(BEGUN_MS);
      content = await this.load(next);
    }
    if ((await this.carryOver(epoch, next, room)) || isClaimed) content = await this.load(next);
    // Redis has lost it. Should another node be quicker, its content counts.
    if (isLost(content) && room.isOpen) {
      await link().run("open", there, openArguments(renewContent(contentOf(room), epoch, next, newTag)));
      content = await this.load(next);
    }
    if (!room.isOpen) return;
    if (!("head" in content)) return this.#follow(room, content);
    const { version, state, expires, log } = room;
    const { entries } = log.read({ limit: Number.POSITIVE_INFINITY });
    const isLacking = await this.#sayLacking({ version, state, expires, entries }, epoch, content, next);
    const whole = isLacking ? await this.load(next) : content;
    if (!room.isOpen || !("head" in whole)) return;
    await codes.move(content.code, epoch, next, content.expires);
    channels.unsubscribe(keys);
    room.giveUp();
    // Somebody here may have asked for the new epoch before this node knew of it.
    const taken = replicas.get(next);
    if (taken !== undefined) replicas.remove(taken);
    replicas.refill(room, whole, next);
    this.#tellRestarted(epoch, room);
  }

  /**
   * Sees to it that all that Redis still has of a room under its former epoch is in the next one, and nowhere else: whoever claimed
   * that epoch may have died.
   * @param room what this node has of it, if it does @returns whether Redis had anything of it still
   */
  async carryOver(epoch: string, next: string, room?: Replica): Promise<boolean> {
    const { prefix, codes, link, newTag } = this.#ports;
    const [keys, there] = [roomKeys(prefix, epoch), roomKeys(prefix, next)];
    const own = room?.isOpen ? room : undefined;
    const former = await readFormer(link(), keys, own);
    if (former === undefined) return false;
    await beginNext(link(), [keys, there], former, newTag, own?.isOpen ? own : undefined);
    let content = await this.load(next);
    let to = next;
    while (!("head" in content) && content[0] === "next") {
      to = String(content[1]);
      content = await this.load(to);
    }
    // Redis may have lost it again.
    if (isLost(content)) return true;
    if ("head" in content) {
      await this.#sayLacking(former, epoch, content, to);
      await codes.move(content.code, epoch, to, content.expires);
    }
    await this.#run("dropFormer", keys, []);
    return true;
  }

  #sayLacking(former: FormerContent, epoch: string, content: RoomContent, next: string): Promise<boolean> {
    const to = { epoch: next, keys: roomKeys(this.#ports.prefix, next) };
    return sayLacking(former, epoch, content, to, { ...this.#ports, link: this.#ports.link() });
  }

  #stopHearing(epoch: string): void {
    const { channels, replicas, prefix } = this.#ports;
    if (replicas.get(epoch) === undefined) channels.unsubscribe(roomKeys(prefix, epoch));
  }

  #tellRestarted(former: string, room: Replica): void {
    const { epoch, founding, state } = room;
    const record: RoomRecord = { epoch, founding: { ...founding, epoch }, state };
    this.#ports.watcher()?.restarted(former, record);
    // For what came while this was under way.
    this.healSoon(room);
  }

  #run(...args: Parameters<Link["run"]>): Promise<Reply> {
    return this.#ports.link().run(...args);
  }
}
