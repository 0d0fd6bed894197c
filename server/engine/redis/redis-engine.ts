// The engine of several nodes that share their rooms through Redis. Redis orders and keeps; every node has a replica of the
// rooms it has somebody in, which answers whatever is read without waiting. docs/redis.md; rules D1 to D20.
import type { Refusal } from "#protocol/error-codes";
import type {
  AppendResult,
  CodeHolder,
  Deliver,
  Draft,
  EncodedState,
  EndedCode,
  FilesGone,
  MaybePromise,
  Random,
  RoomHistory,
  RoomRecord,
  RoomWatcher,
  SavedFile,
  SharedEngine,
} from "../../chat/lib/ports.ts";
import type { TokenBuckets } from "../../chat/lib/token-bucket.ts";
import { nonceKey } from "../log/nonces.ts";
import type { LogBounds } from "../log/room-log.ts";
import { serverFull } from "../refusals.ts";
import { CodeDirectory } from "./code-directory.ts";
import type { RedisAddress } from "./connection/redis-problems.ts";
import { MessageReceiver } from "./message-receiver.ts";
import { NodeBeats } from "./node-beats.ts";
import { NodeKeys } from "./node-keys.ts";
import { COMMAND_TIMEOUT_MS, type ConnectLink, type Link, RedisLink } from "./redis-link.ts";
import { RedisNodes } from "./redis-nodes.ts";
import { CODE_TAKEN, notErased, notSaved } from "./redis-refusals.ts";
import { RedisStats } from "./redis-stats.ts";
import { Replicas } from "./replicas.ts";
import { Retries } from "./retries.ts";
import { accountKeys, beatsChannel, channelOf, DEFAULT_PREFIX, roomKeys } from "./room-keys.ts";
import { RoomSync } from "./room-sync.ts";
import { RoomWriter } from "./room-writer.ts";
import { TAG_LENGTH } from "./scripts/script-parts.ts";
import { SharedAccounts } from "./shared-accounts.ts";
import { SharedLimits } from "./shared-limits.ts";
import {
  encodeNote,
  encodeSignal,
  expiryOf,
  FIRST_TAG,
  isBeginning,
  openArguments,
  ROOM_LOST,
  type RoomContent,
} from "./wire-format.ts";

/** How often a node looks whether it has missed something in silence. */
const CHECK_MS = 30_000;
/** How long Redis remembers the end of a room that was begun with a code that another has. */
const DISCARDED_MS = 60_000;
type Attach = (record: RoomRecord) => Deliver;

export type RedisEngineOptions = {
  readonly address: RedisAddress;
  readonly prefix?: string;
  readonly connect?: ConnectLink;
  /** How long Redis may take to answer. */
  readonly timeoutMs?: number;
  /** How many of Redis's replicas must have an event before it counts; none where it is left out. */
  readonly replicas?: number;
  readonly bounds: LogBounds;
  readonly maxBytes: number;
  readonly random: Random;
  readonly newEpoch: () => string;
  /** Decodes a room's state that another node saved. */
  readonly decodeState: (epoch: string, text: string) => EncodedState;
  readonly reportFault: (error: unknown) => void;
};

export class RedisEngine implements SharedEngine {
  readonly #options: RedisEngineOptions;
  readonly #prefix: string;
  readonly #replicas: Replicas;
  readonly #sync: RoomSync;
  readonly #writer: RoomWriter;
  readonly #codes: CodeDirectory;
  readonly #nodeId: string;
  #link!: Link;
  #watcher: RoomWatcher | undefined;
  #onFilesGone: FilesGone = () => {};
  #checks: Timer | undefined;
  #beats!: NodeBeats;
  #keys!: NodeKeys;
  readonly #limits: SharedLimits;
  readonly nodes: RedisNodes;
  #catchUpAccounts: (() => Promise<void>) | undefined;
  readonly #receiver: MessageReceiver;
  readonly #retries = new Retries();
  readonly stats = new RedisStats();

  private constructor(options: RedisEngineOptions) {
    const { prefix = DEFAULT_PREFIX, bounds, maxBytes, decodeState } = options;
    this.#options = options;
    this.#prefix = prefix;
    this.#nodeId = this.#newTag();
    this.#replicas = new Replicas(prefix, bounds, maxBytes, {
      decodeState,
      onFilesGone: (epoch, ids) => this.#forgetFiles(epoch, ids),
      onElsewhere: (event) => this.#watcher?.appended(event),
      onTrimmed: (room) => this.#sync.trimSoon(room),
      onGap: (room) => this.#sync.healSoon(room),
      onBroken: (room) => void this.#sync.heal(room),
      onUnconfirmed: options.replicas ? (room) => void this.#sync.confirm(room) : undefined,
    });
    this.#receiver = new MessageReceiver({
      nodeId: this.#nodeId,
      replicas: this.#replicas,
      sync: () => this.#sync,
      watcher: () => this.#watcher,
      noteAlive: (node) => this.#beats.noteAlive(node),
      reportFault: options.reportFault,
    });
    this.nodes = new RedisNodes({
      ...{ prefix, nodeId: this.#nodeId, reportFault: options.reportFault },
      link: () => this.#link,
      listen: (channel, listener) => void this.#receiver.listeners.set(channel, listener),
      isGone: (node) => this.#beats.isGone(node),
      keepTrying: (action) => void this.#retries.run(action),
    });
    this.#codes = new CodeDirectory(prefix, () => this.#link, this.nodes.index);
    this.#limits = new SharedLimits(prefix, () => this.#link);
    this.#sync = new RoomSync({
      link: () => this.#link,
      codes: this.#codes,
      replicas: this.#replicas,
      prefix,
      watcher: () => this.#watcher,
      stats: this.stats,
      newEpoch: options.newEpoch,
      newTag: () => this.#newTag(),
    });
    this.#writer = new RoomWriter({
      link: () => this.#link,
      replicas: this.#replicas,
      sync: this.#sync,
      bounds,
      newTag: () => this.#newTag(),
      timeoutMs: options.timeoutMs ?? COMMAND_TIMEOUT_MS,
      onExpiryChanged: (room) => void this.#retries.run(() => this.#codes.expire(room)),
    });
  }

  /** Connects to Redis. @throws when it can't be reached */
  static async connect(options: RedisEngineOptions): Promise<RedisEngine> {
    const engine = new RedisEngine(options);
    const beats = beatsChannel(engine.#prefix);
    const events = {
      onMessage: (channel: string, message: string) => engine.#receiver.receive(channel, message),
      onAnswer: (seconds: number) => engine.stats.commands.observe(seconds),
      onResubscribed: () => {
        engine.stats.reconnects++;
        void engine.#restore();
        engine.#watcher?.missedNotes();
      },
      onFault: options.reportFault,
    };
    const link = await (options.connect ?? RedisLink.connect)(options.address, events, options);
    engine.#link = link;
    engine.#keys = new NodeKeys(link, engine.#prefix, options.random);
    await engine.#keys.refreshDayKey();
    engine.#beats = new NodeBeats({
      nodeId: engine.#nodeId,
      publish: async (message) => {
        const reached = await link.publish(beats, message);
        // Whether Redis takes what is written shows only when something is.
        if (reached > 0 && !link.isHealthy) await engine.#keys.keep();
      },
      onBeat: (seconds) => engine.stats.lag.observe(seconds),
      onLost: (node) => engine.#watcher?.lostNode(node),
      onReturned: () => engine.#watcher?.missedNotes(),
    });
    engine.#receiver.listeners.set(beats, (message) => engine.#beats.receive(message));
    await Promise.all([beats, ...engine.nodes.mail.channels].map((channel) => link.subscribe(channel)));
    engine.#checks = setInterval(() => void engine.check(true), CHECK_MS);
    engine.#checks.unref();
    return engine;
  }

  watch(watcher: RoomWatcher): void {
    this.#watcher = watcher;
  }

  /** Returns the secret that all nodes share, which the first one makes. @throws when Redis can't be reached */
  sharedSecret(newSecret: () => Uint8Array): Promise<Uint8Array> {
    return this.#keys.secret(newSecret);
  }

  /** Opens the accounts of all nodes. @throws when Redis can't be reached */
  async openAccounts<A extends { readonly id: string }>(): Promise<SharedAccounts<A>> {
    const accounts = new SharedAccounts<A>(this.#prefix, () => this.#link);
    this.#receiver.listeners.set(accounts.channel, (message) => accounts.receive(message));
    await this.#link.subscribe(accounts.channel);
    this.#catchUpAccounts = () => accounts.catchUp().catch(() => {});
    return accounts;
  }

  watchDayKey(listener: (key: Uint8Array) => void): void {
    this.#keys.watchDayKey(listener);
  }

  lifetimeLeft(lifetimeMs: number): Promise<number> {
    return this.#keys.lifetimeLeft(lifetimeMs);
  }

  /** Erases what outlives the rooms: the accounts of all nodes. */
  async eraseAccounts(): Promise<void> {
    await this.#link.run("erase", accountKeys(this.#prefix), []).catch(() => {});
  }

  shareLimit(name: string, buckets: TokenBuckets): void {
    this.#limits.share(name, buckets);
  }

  onFilesGone(listener: FilesGone): void {
    this.#onFilesGone = listener;
  }

  get usedBytes(): number {
    return this.#replicas.budget.usedBytes;
  }

  bytesOf(epoch: string): number {
    return this.#replicas.budget.bytesOf(this.#replicas.of(epoch));
  }

  /** Whether Redis answered when it was asked last. */
  get isHealthy(): boolean {
    return this.#link.isHealthy;
  }

  history(epoch: string): RoomHistory {
    return this.#replicas.of(epoch).log;
  }

  async open(record: RoomRecord, deliver: Deliver, visitor?: string): Promise<Refusal | undefined> {
    const { epoch, founding, state, expiresAt, codeDigest: code = "", files = [] } = record;
    if (!this.#replicas.budget.fitsRoom(state, visitor)) return serverFull();
    const room = this.#replicas.add(record, FIRST_TAG, deliver, visitor);
    room.expires = expiryOf(expiresAt);
    room.code = code;
    room.version = 1;
    const saved = files.map(({ id, record }) => [id, record] as const);
    const content = { head: 0, tag: FIRST_TAG, oldest: 1, version: 1, entries: [], nonces: [], files: saved };
    try {
      await this.#link.subscribe(channelOf(room.keys));
      const args = openArguments({ ...content, founding, state, expires: room.expires, code });
      const [outcome] = await this.#link.run("open", room.keys, args);
      if (outcome !== "ok") throw new Error(`a room of this epoch ${outcome === "ended" ? "has ended" : "exists"}`);
      await this.#link.confirm(room.keys, 0, FIRST_TAG);
      // The room comes first: a code that leads to no room is free.
      if (code === "" || (await this.#codes.claim(room))) return undefined;
      this.leave(epoch);
      const discard = async () => void (await this.#link.run("end", room.keys, ["", Date.now() + DISCARDED_MS]));
      void this.#retries.run(discard);
      return CODE_TAKEN;
    } catch {
      this.leave(epoch);
      return notSaved();
    }
  }

  async lookUp(codeDigest: string): Promise<CodeHolder | Refusal> {
    const holder = await this.#codes.lookUp(codeDigest).catch(() => notSaved());
    // One that was started anew is given the codes again by the nodes that have their rooms.
    return holder === undefined && this.#link.isDoubtful ? notSaved() : holder;
  }

  async join(epoch: string, attach: Attach, isMoving = false): Promise<RoomRecord | Refusal | undefined> {
    // Where it is here already, it isn't taken in a second time.
    if (this.#replicas.get(epoch) !== undefined) return undefined;
    if (this.#codes.isEnded(epoch)) return void this.#retries.run(() => this.#codes.endAgain([epoch]));
    const channel = channelOf(roomKeys(this.#prefix, epoch));
    try {
      // What is published while the room is being read must not be missed.
      await this.#link.subscribe(channel);
      const content = await this.#sync.load(epoch);
      if ("head" in content && this.#replicas.budget.fitsRoom(content.state, undefined)) {
        return await this.#attach(epoch, content, attach);
      }
      const isLost = !("head" in content) && content[0] === "lost";
      // Another node that still has it gives it to Redis again, in a new epoch. This one listens, too.
      const isElsewhere = isLost && (await this.#link.publish(channel, ROOM_LOST)) > 1;
      this.#link.unsubscribe(channel);
      if ("head" in content) return serverFull();
      const [outcome, next, leftMs] = content;
      if (outcome === "next") return await this.join(String(next), attach, isBeginning(leftMs));
      return isElsewhere || (isLost && isMoving) ? notSaved() : undefined;
    } catch {
      if (this.#replicas.get(epoch) === undefined) this.#link.unsubscribe(channel);
      return notSaved();
    }
  }

  async #attach(epoch: string, content: RoomContent, attach: Attach): Promise<RoomRecord> {
    const { founding, state, files } = content;
    const saved = files.map(([id, record]) => ({ id, record }));
    const record: RoomRecord = { epoch, founding, state, ...(saved.length > 0 && { files: saved }) };
    const room = this.#replicas.add(record, content.tag, attach(record));
    this.#replicas.refill(room, content);
    // What came on the channel before there was a replica.
    await this.#sync.heal(room);
    if (!room.isOpen) throw new Error("the room has ended or moved on meanwhile");
    return record;
  }

  leave(epoch: string): void {
    const room = this.#replicas.get(epoch);
    if (room === undefined) return;
    this.#link.unsubscribe(channelOf(room.keys));
    this.#replicas.remove(room);
  }

  append(
    epoch: string,
    draft: Draft,
    state?: EncodedState,
    files?: readonly SavedFile[],
    slowModeMs?: number,
  ): MaybePromise<AppendResult | Refusal> {
    const room = this.#replicas.of(epoch);
    // All nodes let the same messages vanish at the same time: the first one does it.
    const key = draft.type === "vanish" ? `vanish ${Bun.hash(draft.messageIds.join())}` : nonceKey(draft);
    const first = room.log.firstResult(draft, key);
    if (first !== undefined) return first;
    return this.#writer.append(room, draft, key, state, files, slowModeMs);
  }

  async saveState(epoch: string, state: EncodedState): Promise<Refusal | undefined> {
    return this.#writer.saveState(this.#replicas.of(epoch), state);
  }

  forgetName(epoch: string, memberId: string): void {
    const room = this.#replicas.of(epoch);
    const changed = this.#replicas.forgetName(room, memberId);
    if (changed.length === 0) return;
    void this.#retries.run(() => this.#sync.rewrite(room, [], changed, memberId));
  }

  signal(epoch: string, text: string): void {
    const room = this.#replicas.of(epoch);
    room.deliver(text, undefined);
    void this.#link.publish(channelOf(room.keys), encodeSignal(this.#nodeId, text));
  }

  note(epoch: string, note: string): Promise<number> {
    const { keys } = this.#replicas.of(epoch);
    return this.#link.publish(channelOf(keys), encodeNote(this.#nodeId, note));
  }

  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined> {
    const room = this.#replicas.get(epoch);
    // Where another node has ended it, Redis knows.
    if (room === undefined) return void this.#codes.noteEnd(roomKeys(this.#prefix, epoch), "", endedCode);
    const { keys, code } = room;
    room.hasEnded = true;
    this.leave(epoch);
    const erase = () => this.#codes.erase(keys, code, endedCode);
    return this.#retries.run(erase).then((isDone) => (isDone ? undefined : notErased()));
  }

  /** Reads whatever this node may have missed. @param isRoutine whether nothing says that it has */
  async check(isRoutine = false): Promise<void> {
    const [silent] = await Promise.all([this.#sync.healAll(), this.#catchUpAccounts?.()]);
    if (isRoutine) this.stats.silentSubscribers += silent;
    await this.#keys.keep();
  }

  /** Reads what this node may have missed, and gives Redis what only this node may know now. */
  async #restore(): Promise<void> {
    await this.check();
    for (const room of [...this.#replicas.all]) await this.#codes.expire(room).catch(() => {});
    await this.#codes.endAgain().catch(() => {});
  }

  async close(): Promise<void> {
    clearInterval(this.#checks);
    this.#retries.close();
    this.#limits.close();
    this.#keys.close();
    this.#sync.close();
    await this.#beats.close();
    await this.#link.close();
  }

  #forgetFiles(epoch: string, ids: readonly string[]): void {
    const forgotten = this.#link.run("forgetFiles", this.#replicas.of(epoch).keys, ids).catch(() => {});
    this.#onFilesGone(epoch, ids, forgotten);
  }

  #newTag(): string {
    const bytes = new Uint8Array(TAG_LENGTH / 2);
    this.#options.random(bytes);
    return bytes.toHex();
  }
}
