// Writes a node's events and states to Redis, and answers once its replica has them.
import type { Refusal } from "#protocol/error-codes";
import type { AppendResult, Draft, EncodedState, SavedFile } from "../../chat/lib/ports.ts";
import { ENDED_ROOM, slowModeRefusal } from "../../chat/lib/refusals.ts";
import { erasesText } from "../log/event-erasure.ts";
import type { LogBounds } from "../log/room-log.ts";
import { serverFull } from "../refusals.ts";
import { AppendQueue, type Outcome, REPEATED, SLOW } from "./append-queue.ts";
import type { Link } from "./redis-link.ts";
import { changedMeanwhile, notSaved } from "./redis-refusals.ts";
import type { OwnEvent, Replica } from "./replica.ts";
import type { Replicas } from "./replicas.ts";
import type { RoomSync } from "./room-sync.ts";
import { encodeEntry, expiryOf, joinText, splitText } from "./wire-format.ts";

/** How long after a failure the erasing of former texts is tried again, at the latest. */
const ERASE_RETRY_MS = 30_000;
/** The digits of a seq at most, twice, and what a log counts for an entry. */
const EXTRA_TEXT_BYTES = 2 * 12 + 96;

export type WriterPorts = {
  readonly link: () => Link;
  readonly replicas: Replicas;
  readonly sync: RoomSync;
  readonly bounds: LogBounds;
  readonly newTag: () => string;
  /** How long an event may take to come in order. */
  readonly timeoutMs: number;
  /** Called when a room has another time to expire. */
  readonly onExpiryChanged: (room: Replica) => void;
};

export class RoomWriter {
  readonly #ports: WriterPorts;
  readonly #queue: AppendQueue;

  constructor(ports: WriterPorts) {
    this.#ports = ports;
    this.#queue = new AppendQueue(ports.link, ports.bounds);
  }

  /** Appends an event. @param key of its nonce, which the replica doesn't know */
  async append(
    room: Replica,
    draft: Draft,
    key: string | undefined,
    state: EncodedState | undefined,
    files: readonly SavedFile[] = [],
    slowModeMs?: number,
  ): Promise<AppendResult | Refusal> {
    const { nonce } = draft;
    const { epoch } = room;
    const { replicas, sync } = this.#ports;
    const { budget } = replicas;
    const parts = splitText(epoch, draft);
    const tag = this.#ports.newTag();
    const entry = encodeEntry(tag, parts.join("\n"));
    if (!budget.fits(room, Buffer.byteLength(entry) + EXTRA_TEXT_BYTES, state?.text)) return serverFull(nonce);
    const own: OwnEvent = { event: draft, state, changed: [] };
    const isErasing = erasesText(draft);
    const sender = slowModeMs === undefined || !("userId" in draft) ? undefined : [slowModeMs, draft.userId ?? ""];
    const isPlain = state === undefined && !isErasing && files.length === 0 && sender === undefined;
    const event = [key ?? "", draft.timestamp, entry] as const;
    const change = isPlain
      ? undefined
      : {
          state: state && [state.text, room.version, expiryOf(state.expiresAt)],
          isErasing,
          slowMode: sender,
          files: files.flatMap(({ id, record }) => [id, record]),
        };
    const release = budget.reserve(room, state?.text);
    const expiredAt = room.expires;
    room.own.set(tag, own);
    let outcome: Outcome;
    try {
      outcome = await this.#queue.send(room, event, change);
    } catch {
      // It may arrive all the same; then it is decoded as one of another node.
      room.own.delete(tag);
      return notSaved(nonce);
    } finally {
      release();
    }
    // The room has a new epoch meanwhile, which may have the event or not: the nonce tells.
    if (room.epoch !== epoch) return this.#refuseGone(room, nonce);
    if (typeof outcome !== "string") {
      const { seq } = outcome;
      const text = joinText(parts, seq);
      replicas.receive(room, { ...outcome, tag, text, state: state?.text });
      if (!(await room.whenApplied(seq, this.#ports.timeoutMs))) return this.#refuseGone(room, nonce);
      // Another master may have another event there.
      if ((room.tagOf(seq) ?? tag) !== tag) return notSaved(nonce);
      if (state !== undefined && room.expires !== expiredAt) this.#ports.onExpiryChanged(room);
      // The event is told and kept: if Redis goes away now, its erasing is done later.
      if (isErasing) await sync.rewrite(room, [seq], own.changed).catch(() => sync.healSoon(room, ERASE_RETRY_MS));
      return { seq, text, repeated: false };
    }
    room.own.delete(tag);
    if (outcome.startsWith(REPEATED)) return this.#repeat(room, draft, outcome.slice(REPEATED.length));
    if (outcome.startsWith(SLOW)) return slowModeRefusal(Number(outcome.slice(SLOW.length)), nonce);
    await sync.refresh(room);
    if (outcome === "stale") return changedMeanwhile(nonce);
    return this.#refuseGone(room, nonce);
  }

  /** Saves a state without an event. */
  async saveState(room: Replica, state: EncodedState): Promise<Refusal | undefined> {
    const { replicas, sync } = this.#ports;
    const { budget } = replicas;
    if (!budget.fits(room, 0, state.text)) return serverFull();
    const { epoch, expires } = room;
    const release = budget.reserve(room, state.text);
    room.savingState = state;
    const args = [state.text, room.version, expiryOf(state.expiresAt)];
    const reply = await this.#ports
      .link()
      .run("saveState", room.keys, args)
      .catch(() => undefined)
      .finally(release);
    const [outcome, version] = reply ?? [];
    if (outcome === "ok" && room.isOpen && room.epoch === epoch) {
      replicas.receiveState(room, Number(version), state.text);
      if (!(await this.#isConfirmed(room))) return notSaved();
    } else if (reply !== undefined) await sync.refresh(room);
    if (room.savingState === state) room.savingState = undefined;
    if (room.expires !== expires) this.#ports.onExpiryChanged(room);
    if (outcome === "ok") return room.isOpen ? undefined : this.#refuseGone(room);
    return outcome === "stale" ? changedMeanwhile() : this.#refuseGone(room);
  }

  /** Returns whether enough of Redis's replicas have the newest state, which was written after the newest event. */
  async #isConfirmed({ keys, head, tag }: Replica): Promise<boolean> {
    return this.#ports
      .link()
      .confirm(keys, head, tag)
      .catch(() => false);
  }

  /** Answers a nonce that Redis remembers. @param first its seq and its timestamp */
  async #repeat(room: Replica, draft: Draft, first: string): Promise<AppendResult | Refusal> {
    const at = first.indexOf(" ");
    const seq = Number(first.slice(0, at));
    if (seq > room.head) this.#ports.sync.healSoon(room);
    if (!(await room.whenApplied(seq, this.#ports.timeoutMs))) return this.#refuseGone(room, draft.nonce);
    const parts = splitText(room.epoch, { ...draft, timestamp: first.slice(at + 1) });
    return { seq, text: room.textOf(seq) ?? joinText(parts, seq), repeated: true };
  }

  #refuseGone(room: Replica, nonce?: string): Refusal {
    return room.hasEnded ? ENDED_ROOM : notSaved(nonce);
  }
}
