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
import { nonceKey } from "../log/nonces.ts";
import type { LogBounds } from "../log/room-log.ts";
import { serverFull } from "../refusals.ts";
import { CodeDirectory } from "./code-directory.ts";
import { NodeBeats } from "./node-beats.ts";
import { type ConnectLink, type Link, RedisLink } from "./redis-link.ts";
import { CODE_TAKEN, notErased, notSaved } from "./redis-refusals.ts";
import { RedisStats } from "./redis-stats.ts";
import type { Replica } from "./replica.ts";
import { Replicas } from "./replicas.ts";
import { Retries } from "./retries.ts";
import {
  beatsChannel,
  channelOf,
  DEFAULT_PREFIX,
  epochOf,
  listedKey,
  type RoomKeys,
  roomKeys,
  secretKey,
} from "./room-keys.ts";
import { RoomSync } from "./room-sync.ts";
import { RoomWriter } from "./room-writer.ts";
import {
  encodeNote,
  encodeSignal,
  expiryOf,
  FIRST_TAG,
  openArguments,
  parseMessage,
  type RoomContent,
  seqOfMessage,
  TAG_LENGTH,
} from "./wire-format.ts";

/** How often a node looks whether it has missed something in silence. */
const CHECK_MS = 30_000;
/** How long Redis remembers the end of a room that was begun with a code that another has. */
const DISCARDED_MS = 60_000;

export type RedisEngineOptions = {
  readonly url: string;
  readonly prefix?: string;
  readonly connect?: ConnectLink;
  /** How long Redis may take to answer. */
  readonly timeoutMs?: number;
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
  #secret: Uint8Array | undefined;
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
      onTrimmed: (room) => this.#sync.trimSoon(room),
      onGap: (room) => this.#sync.healSoon(room),
      onBroken: (room) => void this.#sync.heal(room),
    });
    this.#codes = new CodeDirectory(prefix, () => this.#link);
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
      onExpiryChanged: (room) => void this.#retries.run(() => this.#codes.expire(room)),
    });
  }

  /** Connects to Redis. @throws when it can't be reached */
  static async connect(options: RedisEngineOptions): Promise<RedisEngine> {
    const engine = new RedisEngine(options);
    const events = {
      onMessage: (channel: string, message: string) => engine.#receive(channel, message),
      onAnswer: (seconds: number) => engine.stats.commands.observe(seconds),
      onResubscribed: () => {
        engine.stats.reconnects++;
        void engine.check();
        engine.#watcher?.missedNotes();
      },
      onFault: options.reportFault,
    };
    engine.#link = await (options.connect ?? RedisLink.connect)(options.url, events, options.timeoutMs);
    const link = engine.#link;
    const channel = beatsChannel(engine.#prefix);
    engine.#beats = new NodeBeats({
      nodeId: engine.#nodeId,
      publish: async (message) => {
        const reached = await link.publish(channel, message);
        // Whether Redis takes what is written shows only when something is.
        if (reached > 0 && !link.isHealthy) await engine.#keepSecret();
      },
      onBeat: (seconds) => engine.stats.lag.observe(seconds),
      onLost: (node) => engine.#watcher?.lostNode(node),
      onReturned: () => engine.#watcher?.missedNotes(),
    });
    await link.subscribe(channel);
    engine.#checks = setInterval(() => void engine.check(true), CHECK_MS);
    engine.#checks.unref();
    return engine;
  }

  watch(watcher: RoomWatcher): void {
    this.#watcher = watcher;
  }

  /** Returns the secret that all nodes share, which the first one makes. @throws when Redis can't be reached */
  async sharedSecret(newSecret: () => Uint8Array): Promise<Uint8Array> {
    this.#secret ??= newSecret();
    const [kept] = await this.#link.run("keepFirst", [secretKey(this.#prefix)], [this.#secret.toBase64()]);
    this.#secret = Uint8Array.fromBase64(String(kept));
    return this.#secret;
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

  lookUp(codeDigest: string): Promise<CodeHolder | Refusal> {
    return this.#codes.lookUp(codeDigest).catch(() => notSaved());
  }

  async join(epoch: string, attach: (record: RoomRecord) => Deliver): Promise<RoomRecord | Refusal | undefined> {
    // Where it is here already, it isn't taken in a second time.
    if (this.#replicas.get(epoch) !== undefined) return undefined;
    const channel = channelOf(roomKeys(this.#prefix, epoch));
    try {
      // What is published while the room is being read must not be missed.
      await this.#link.subscribe(channel);
      const content = await this.#sync.load(epoch);
      if ("head" in content && this.#replicas.budget.fitsRoom(content.state, undefined)) {
        return await this.#attach(epoch, content, attach);
      }
      this.#link.unsubscribe(channel);
      if ("head" in content) return serverFull();
      return content[0] === "next" ? this.join(String(content[1]), attach) : undefined;
    } catch {
      if (this.#replicas.get(epoch) === undefined) this.#link.unsubscribe(channel);
      return notSaved();
    }
  }

  async #attach(epoch: string, content: RoomContent, attach: (record: RoomRecord) => Deliver): Promise<RoomRecord> {
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
  ): MaybePromise<AppendResult | Refusal> {
    const room = this.#replicas.of(epoch);
    // All nodes let the same messages vanish at the same time: the first one does it.
    const key = draft.type === "vanish" ? `vanish ${Bun.hash(draft.messageIds.join())}` : nonceKey(draft);
    const first = room.log.firstResult(draft, key);
    if (first !== undefined) return first;
    return this.#writer.append(room, draft, key, state, files);
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

  setListed(epoch: string, isListed: boolean): void {
    const set = async () =>
      void (await this.#link.run("setMember", [listedKey(this.#prefix)], [epoch, isListed ? 1 : 0]));
    void this.#retries.run(set);
  }

  async listed(): Promise<readonly string[] | Refusal> {
    const members = await this.#link.run("members", [listedKey(this.#prefix)], []).catch(() => undefined);
    return members?.map(String) ?? notSaved();
  }

  note(epoch: string, note: string): Promise<number> {
    const { keys } = this.#replicas.of(epoch);
    return this.#link.publish(channelOf(keys), encodeNote(this.#nodeId, note));
  }

  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined> {
    const room = this.#replicas.get(epoch);
    if (room === undefined) return undefined;
    const { keys, code } = room;
    this.leave(epoch);
    const erase = () => this.#erase(keys, code, endedCode);
    return this.#retries.run(erase).then((isDone) => (isDone ? undefined : notErased()));
  }

  /** Erases a room and what it has become, and remembers its code. */
  async #erase(keys: RoomKeys, code: string, { digest, until }: EndedCode): Promise<void> {
    const [outcome, next] = await this.#link.run("end", keys, [digest, until]);
    if (outcome === "next") return this.#erase(roomKeys(this.#prefix, String(next)), code, { digest, until });
    for (const ended of new Set([code, digest])) if (ended !== "") await this.#codes.end(ended, until, epochOf(keys));
  }

  /** Reads whatever this node may have missed. @param isRoutine whether nothing says that it has */
  async check(isRoutine = false): Promise<void> {
    const silent = await this.#sync.healAll();
    if (isRoutine) this.stats.silentSubscribers += silent;
    await this.#keepSecret();
  }

  /** Gives Redis the nodes' secret again, for one that was started anew has forgotten it. */
  async #keepSecret(): Promise<void> {
    const secret = this.#secret;
    if (secret !== undefined) await this.sharedSecret(() => secret).catch(() => {});
  }

  async close(): Promise<void> {
    clearInterval(this.#checks);
    this.#retries.close();
    this.#sync.close();
    await this.#beats.close();
    await this.#link.close();
  }

  #receive(channel: string, message: string): void {
    const room = this.#replicas.get(epochOf([channel]));
    if (room === undefined) {
      if (channel === beatsChannel(this.#prefix)) this.#beats.receive(message);
      return;
    }
    // Most are events of this node, which the answer has brought already.
    const seq = seqOfMessage(message);
    if (seq !== undefined && seq <= room.head) return;
    try {
      this.#apply(room, message);
    } catch (error) {
      this.#options.reportFault(error);
    }
  }

  #apply(room: Replica, message: string): void {
    const told = parseMessage(message);
    switch (told.kind) {
      case "events":
        for (const entry of told.entries) this.#replicas.receive(room, entry);
        return;
      case "state":
        return this.#replicas.receiveState(room, told.version, told.state);
      case "signal":
        return told.node === this.#nodeId ? undefined : room.deliver(told.text, undefined);
      case "note":
        if (told.node === this.#nodeId) return;
        this.#beats.noteAlive(told.node);
        return this.#watcher?.noted(room.epoch, told.node, told.text);
      case "name":
        return this.#forgetNameOf(room, told.memberId, told.edition);
      case "trim":
        return this.#replicas.dropUntil(room, told.oldest);
      default:
        // It has ended or has another epoch: reading it tells.
        void this.#sync.heal(room);
    }
  }

  #forgetNameOf(room: Replica, memberId: string, edition: number): void {
    if (edition !== room.edition + 1) return this.#sync.healSoon(room);
    room.edition = edition;
    this.#replicas.forgetName(room, memberId);
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
