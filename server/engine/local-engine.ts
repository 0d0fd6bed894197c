// The engine of a single node: the logs of all rooms in this process, under one memory budget. With a journal, events are
// written before they are delivered; without one, they are delivered at once. Rules H1 to H4, J1 to J3.
import type { Refusal } from "#protocol/error-codes";
import type { ChatEvent, LogEvent } from "#protocol/frames";
import type {
  AppendResult,
  Deliver,
  Draft,
  EncodedState,
  EndedCode,
  Engine,
  FilesGone,
  LogEntry,
  MaybePromise,
  RoomHistory,
  RoomRecord,
  SavedFile,
} from "../chat/lib/ports.ts";
import { ENDED_ROOM } from "../chat/lib/refusals.ts";
import { GroupCommit, type GroupCommitPorts, type StagedWrites } from "./journal/group-commit.ts";
import type { Journal, JournalWrite, SavedRoom } from "./journal/journal.ts";
import { TrimHistory } from "./journal/trim-history.ts";
import { nonceKey } from "./log/nonces.ts";
import { NO_FILES, OpenRoom } from "./log/open-room.ts";
import { type KeyedDraft, type LogBounds, type NumberedEvent, type PreparedEvent, RoomLog } from "./log/room-log.ts";
import { MemoryBudget } from "./memory-budget.ts";
import { notErased, notSaved, serverFull } from "./refusals.ts";

/** The part of the memory for rooms that may be taken by what waits for the disk, and the least that it is. */
const WAITING_SHARE = 1 / 8;
const MIN_WAITING_BYTES = 1024 * 1024;
/** What a write takes while it waits, beside its text. */
const WRITE_OVERHEAD_BYTES = 1024;

/** What is saved together with an event. */
type Additions = {
  readonly state: EncodedState | undefined;
  readonly files?: readonly SavedFile[] | undefined;
};

/** Returns about how much memory a write takes while it waits. A text takes two bytes for each character. */
const waitingBytes = (text: string) => WRITE_OVERHEAD_BYTES + 2 * text.length;

/** A file is written twice: in the event of its message, and with its key. */
const filesBytes = (files: readonly SavedFile[] = []) =>
  files.reduce((bytes, { record }) => bytes + 2 * waitingBytes(record), 0);

export class LocalEngine implements Engine {
  /** The open rooms by epoch. */
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #bounds: LogBounds;
  readonly #budget: MemoryBudget;
  readonly #groupCommit: GroupCommit | undefined;
  readonly #trimHistory: TrimHistory | undefined;
  #onFilesGone: FilesGone = () => {};

  /** @param maxBytes the limit for all rooms together: their events and states, and a fixed amount for each room */
  constructor(bounds: LogBounds, maxBytes: number, journal?: Journal, ports?: GroupCommitPorts) {
    this.#bounds = bounds;
    this.#budget = new MemoryBudget(
      maxBytes,
      () => this.#rooms.values(),
      (room) => this.#trimHistory?.check(room.log.epoch, room),
    );
    if (journal === undefined || ports === undefined) return;
    const groupCommit = new GroupCommit(journal, ports, Math.max(MIN_WAITING_BYTES, maxBytes * WAITING_SHARE));
    this.#groupCommit = groupCommit;
    this.#trimHistory = new TrimHistory({
      runLater: ports.runLater,
      addBackgroundWrite: (write) => groupCommit.addBackgroundWrite(write),
      flushBackgroundWrites: () => groupCommit.flushBackgroundWrites(),
    });
  }

  onFilesGone(listener: FilesGone): void {
    this.#onFilesGone = listener;
  }

  get usedBytes(): number {
    return this.#budget.usedBytes;
  }

  /** Whether the last batch was written. */
  get isHealthy(): boolean {
    return this.#groupCommit?.isHealthy ?? true;
  }

  bytesOf(epoch: string): number {
    return this.#budget.bytesOf(this.#roomOf(epoch));
  }

  open(record: RoomRecord, deliver: Deliver, visitor?: string): MaybePromise<Refusal | undefined> {
    const { epoch, state } = record;
    if (!this.#budget.fitsRoom(state, visitor)) return serverFull();
    this.#addRoom(epoch, deliver, state, visitor);
    if (this.#groupCommit === undefined) return undefined;
    return this.#write([["open", record]], waitingBytes(state)).then((refusal) => {
      if (refusal !== undefined) this.#removeRoom(epoch);
      return refusal;
    });
  }

  /**
   * Opens a room again after a restart. Its events were delivered before the restart, and are not delivered again.
   * @param keptFiles those that its state keeps
   * @returns the messages that are to vanish by themselves
   */
  restore(saved: SavedRoom, deliver: Deliver, keptFiles: readonly string[] = []): ChatEvent[] {
    const { epoch, state, lastDroppedSeq, nonces, events, files } = saved;
    const room = this.#addRoom(epoch, deliver, state, undefined);
    room.keptFiles = keptFiles;
    const { log } = room;
    log.startAfter(lastDroppedSeq);
    for (const nonce of nonces) log.rememberNonce(...nonce);
    this.#budget.countGrowth(room, log.bytes);
    const vanishing: ChatEvent[] = [];
    for (const { seq, text } of events) {
      const event = JSON.parse(text) as LogEvent;
      if (event.type === "chat" && event.vanish !== undefined && !event.deleted) vanishing.push(event);
      if (event.seq !== seq) throw new Error("an event is not in its place");
      this.#appendToLog(epoch, room, { event, key: nonceKey(event), text, size: Buffer.byteLength(text) });
    }
    // The server may be allowed less memory than before the restart.
    room.trimmedTo = lastDroppedSeq + 1;
    this.#budget.makeSpace(0);
    room.clearStaged();
    this.#trimHistory?.check(epoch, room);
    const isLost = (id: string) => log.messageOfFile(id) === undefined && !keptFiles.includes(id);
    const lost = files?.map(({ id }) => id).filter(isLost) ?? [];
    if (lost.length > 0) this.#groupCommit?.addBackgroundWrite(["unfile", epoch, lost]);
    return vanishing;
  }

  append(
    epoch: string,
    draft: Draft,
    state?: EncodedState,
    files?: readonly SavedFile[],
  ): MaybePromise<AppendResult | Refusal> {
    const room = this.#roomOf(epoch);
    const keyed = { draft, key: nonceKey(draft) };
    const first = room.log.firstResult(draft, keyed.key);
    if (first !== undefined) return first;
    const groupCommit = this.#groupCommit;
    if (groupCommit !== undefined) {
      const bytes =
        waitingBytes("message" in draft ? (draft.message ?? "") : "") +
        2 * (state?.text.length ?? 0) +
        filesBytes(files);
      return new Promise((resolve) => {
        const isAdded = groupCommit.add(() => this.#stage(epoch, room, keyed, { state, files }, resolve), bytes);
        if (!isAdded) resolve(notSaved(draft.nonce));
      });
    }
    const next = room.log.prepare(keyed);
    if (!this.#budget.fits(room, next.bytes, state?.text)) return serverFull(draft.nonce);
    return this.#appendAndDeliver(epoch, room, next, state);
  }

  saveState(epoch: string, state: EncodedState): MaybePromise<Refusal | undefined> {
    const room = this.#roomOf(epoch);
    if (!this.#budget.fits(room, 0, state.text)) return serverFull();
    const setState = () => {
      if (this.#rooms.get(epoch) !== room) return ENDED_ROOM;
      this.#setState(epoch, room, state);
      room.deliver("", undefined, state);
      return undefined;
    };
    if (this.#groupCommit === undefined) return setState();
    const release = this.#budget.reserve(room, state.text);
    return this.#write([["change", epoch, state.text]], waitingBytes(state.text)).then((refusal) => {
      release();
      return refusal ?? setState();
    });
  }

  forgetName(epoch: string, memberId: string): void {
    const room = this.#roomOf(epoch);
    const { log } = room;
    const before = log.bytes;
    log.forgetName(memberId, this.#rewriteIn(epoch));
    this.#budget.countGrowth(room, log.bytes - before);
  }

  signal(epoch: string, text: string): void {
    this.#roomOf(epoch).deliver(text, undefined);
  }

  history(epoch: string): RoomHistory {
    return this.#roomOf(epoch).log;
  }

  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined> {
    if (!this.#rooms.has(epoch)) return undefined;
    this.#removeRoom(epoch);
    if (this.#groupCommit === undefined) return undefined;
    return new Promise((resolve) => {
      const onResult = (isWritten: boolean) => resolve(isWritten ? undefined : notErased());
      this.#groupCommit?.addBackgroundWrite(["end", epoch, endedCode], onResult);
    });
  }

  /** Saves data that belongs to no room, all of it or nothing. Resolves once it is saved, or with a refusal if that fails. */
  commit(writes: readonly JournalWrite[]): Promise<Refusal | undefined> {
    return this.#write(writes, writes.length * WRITE_OVERHEAD_BYTES);
  }

  /** @param bytes about what the writes take until they are done */
  #write(writes: readonly JournalWrite[], bytes: number): Promise<Refusal | undefined> {
    return new Promise((resolve) => {
      const onFailed = () => resolve(notSaved());
      const staged: StagedWrites = { writes, onWritten: () => resolve(undefined), onFailed };
      if (this.#groupCommit?.add(() => staged, bytes) === false) onFailed();
    });
  }

  /** Closes the engine. Resolves once every write requested so far was saved or has failed. */
  async close(): Promise<void> {
    this.#trimHistory?.trimAll();
    await this.#groupCommit?.close();
  }

  /** Prepares an event for the next batch. The room may have changed while it waited, so it is checked again. */
  #stage(
    epoch: string,
    room: OpenRoom,
    keyed: KeyedDraft,
    { state, files = [] }: Additions,
    settle: (outcome: AppendResult | Refusal) => void,
  ): StagedWrites | undefined {
    const { draft, key } = keyed;
    const isOpen = () => this.#rooms.get(epoch) === room;
    const first = room.log.firstResult(draft, key);
    if (!isOpen()) return void settle(ENDED_ROOM);
    if (first !== undefined) return void settle(first);
    let release = () => {};
    let unkeep = () => {};
    const onFailed = () => {
      release();
      unkeep();
      room.clearStaged();
      settle(notSaved(draft.nonce));
    };
    if (key !== undefined && room.stagedNonces.has(key)) {
      return { writes: [], onWritten: () => settle(room.log.firstResult(draft, key) ?? ENDED_ROOM), onFailed };
    }
    const next = room.log.prepare(keyed, room.stagedSeq + 1);
    if (!this.#budget.fits(room, next.bytes, state?.text)) return void settle(serverFull(draft.nonce));
    release = this.#budget.reserve(room, state?.text);
    // The messages of these files may be dropped while the state is on its way to the data file.
    const keptBefore = room.keptFiles;
    if (state?.keptFiles?.length) room.keptFiles = [...keptBefore, ...state.keptFiles];
    unkeep = () => isOpen() && this.#keepFiles(epoch, room, keptBefore);
    room.stagedSeq++;
    if (key !== undefined) room.stagedNonces.add(key);
    const { seq, timestamp } = next.event;
    const writes: JournalWrite[] = [["event", epoch, seq, next.text, key ?? null, timestamp]];
    if (state !== undefined) writes.push(["change", epoch, state.text]);
    for (const file of files) writes.push(["file", epoch, file]);
    const onWritten = () => {
      release();
      if (!isOpen()) return settle(ENDED_ROOM);
      const result = this.#appendAndDeliver(epoch, room, next, state);
      if (room.stagedSeq === seq) room.clearStaged();
      settle(result);
    };
    return { writes, onWritten, onFailed };
  }

  #appendAndDeliver(epoch: string, room: OpenRoom, next: PreparedEvent, state: EncodedState | undefined): AppendResult {
    if (state !== undefined) this.#setState(epoch, room, state);
    this.#budget.makeSpace(next.bytes);
    const result = this.#appendToLog(epoch, room, next);
    // A nonce, and reactions to earlier messages, take more than the event itself.
    this.#budget.makeSpace(0);
    this.#trimHistory?.check(epoch, room);
    room.deliver(next.text, next.event, state);
    return result;
  }

  #appendToLog(epoch: string, room: OpenRoom, next: NumberedEvent): AppendResult {
    const { log } = room;
    const before = log.bytes;
    const result = log.append(next, this.#rewriteIn(epoch));
    this.#budget.countGrowth(room, log.bytes - before);
    return result;
  }

  /** Returns what a log calls with each entry that it has changed. */
  #rewriteIn(epoch: string): (entry: LogEntry) => void {
    return ({ seq, text }) => this.#groupCommit?.addBackgroundWrite(["rewrite", epoch, seq, text]);
  }

  #addRoom(epoch: string, deliver: Deliver, state: string, visitor: string | undefined): OpenRoom {
    const room = new OpenRoom(new RoomLog(epoch, this.#bounds, this.#forgetFiles), deliver);
    this.#rooms.set(epoch, room);
    this.#budget.addRoom(room, state, visitor);
    return room;
  }

  #setState(epoch: string, room: OpenRoom, { text, keptFiles = NO_FILES }: EncodedState): void {
    this.#budget.setState(room, text);
    this.#keepFiles(epoch, room, keptFiles);
  }

  /** Keeps these files of a room, and erases those that were kept before and that no message has. */
  #keepFiles(epoch: string, room: OpenRoom, ids: readonly string[]): void {
    const before = room.keptFiles;
    if (before.length === 0 && ids.length === 0) return;
    room.keptFiles = ids;
    const orphans = before.filter((id) => room.log.messageOfFile(id) === undefined);
    if (orphans.length > 0) this.#forgetFiles(epoch, orphans);
  }

  /**
   * Forgets the files of messages that are gone, unless the room's state keeps them. The records are erased first, so that
   * nothing can read what is left of the files while they are removed.
   */
  readonly #forgetFiles = (epoch: string, released: readonly string[]): void => {
    const { keptFiles } = this.#roomOf(epoch);
    const ids = keptFiles.length === 0 ? released : released.filter((id) => !keptFiles.includes(id));
    if (ids.length === 0) return;
    const groupCommit = this.#groupCommit;
    const forgotten =
      groupCommit && new Promise((resolve) => groupCommit.addBackgroundWrite(["unfile", epoch, ids], resolve));
    this.#onFilesGone(epoch, ids, forgotten);
  };

  #removeRoom(epoch: string): void {
    const room = this.#roomOf(epoch);
    this.#budget.removeRoom(room);
    room.log.erase();
    this.#rooms.delete(epoch);
    this.#trimHistory?.forget(epoch);
  }

  #roomOf(epoch: string): OpenRoom {
    const room = this.#rooms.get(epoch);
    if (room === undefined) throw new Error("no open log of this epoch");
    return room;
  }
}
