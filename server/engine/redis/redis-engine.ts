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
import { nonceKey, vanishKey } from "../log/nonces.ts";
import type { LogBounds } from "../log/room-log.ts";
import { CodeDirectory } from "./code-directory.ts";
import type { RedisAddress } from "./connection/redis-problems.ts";
import { RedisStats } from "./connection/redis-stats.ts";
import { Retries } from "./connection/retries.ts";
import { TroubleWatch } from "./connection/trouble-watch.ts";
import type { MovePins } from "./lacking-events.ts";
import { MessageReceiver } from "./message-receiver.ts";
import { NodeBeats } from "./node-beats.ts";
import { NodeKeys } from "./node-keys.ts";
import { COMMAND_TIMEOUT_MS, type ConnectLink, type Link, RedisLink } from "./redis-link.ts";
import { RedisNodes } from "./redis-nodes.ts";
import { notSaved } from "./redis-refusals.ts";
import { Replicas } from "./replicas.ts";
import { RoomChannels } from "./room-channels.ts";
import { accountKeys, beatChannel, DEFAULT_PREFIX, nodeKeys, nodesChannel } from "./room-keys.ts";
import { RoomOpening } from "./room-opening.ts";
import { RoomSync } from "./room-sync.ts";
import { RoomWriter } from "./room-writer.ts";
import { TAG_LENGTH } from "./scripts/script-parts.ts";
import { SharedAccounts } from "./shared-accounts.ts";
import { SharedLimits } from "./shared-limits.ts";
import { encodeNote, encodeSignal } from "./wire-format.ts";

/** How often a node looks whether it has missed something in silence. */
const CHECK_MS = 30_000;

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
  readonly movePins: MovePins;
  readonly reportFault: (error: unknown) => void;
  /** Gets why Redis can't or doesn't do what it is asked, and nothing once it does again. */
  readonly reportTrouble?: ((error?: unknown) => void) | undefined;
};

export class RedisEngine implements SharedEngine {
  readonly #options: RedisEngineOptions;
  readonly #prefix: string;
  readonly #channels: RoomChannels;
  readonly #replicas: Replicas;
  readonly #sync: RoomSync;
  readonly #opening: RoomOpening;
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
  /** How often this node is giving Redis what that may have lost, and how many nodes are, as Redis has answered last. */
  #restoring = 0;
  #nodesRestoring = 0;
  #catchUpAccounts: (() => Promise<void>) | undefined;
  readonly #receiver: MessageReceiver;
  readonly #retries = new Retries();
  readonly stats = new RedisStats();

  private constructor(options: RedisEngineOptions) {
    const { prefix = DEFAULT_PREFIX, bounds, maxBytes, decodeState, movePins } = options;
    this.#options = options;
    this.#prefix = prefix;
    this.#nodeId = this.#newTag();
    this.#channels = new RoomChannels(() => this.#link, this.#nodeId);
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
      keepTrying: (action) => void this.#retries.run(action),
    });
    this.#codes = new CodeDirectory(prefix, () => this.#link, this.nodes.index);
    this.#limits = new SharedLimits(prefix, () => this.#link);
    this.#sync = new RoomSync({
      link: () => this.#link,
      channels: this.#channels,
      codes: this.#codes,
      replicas: this.#replicas,
      prefix,
      bounds,
      watcher: () => this.#watcher,
      stats: this.stats,
      newEpoch: options.newEpoch,
      movePins,
      newTag: () => this.#newTag(),
    });
    this.#opening = new RoomOpening({
      link: () => this.#link,
      channels: this.#channels,
      prefix,
      codes: this.#codes,
      replicas: this.#replicas,
      sync: this.#sync,
      retries: this.#retries,
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
    const events = {
      onMessage: (channel: string, message: string) => engine.#receiver.receive(channel, message),
      onAnswer: (seconds: number) => engine.stats.commands.observe(seconds),
      onResubscribed: () => {
        engine.stats.reconnects++;
        void engine.#restore();
        engine.#watcher?.missedNotes();
      },
      onFault: options.reportFault,
      onFailure: (error: unknown) => trouble.note(error),
    };
    const trouble = new TroubleWatch((error) => options.reportTrouble?.(error));
    const link = await (options.connect ?? RedisLink.connect)(options.address, events, options);
    engine.#link = link;
    engine.#keys = new NodeKeys(link, engine.#prefix, options.random, options.reportFault);
    await engine.#keys.refreshDayKey();
    const channel = beatChannel(engine.#prefix, engine.#nodeId);
    engine.#beats = new NodeBeats({
      beat: async (view, isLast) => {
        const wasHealthy = link.isHealthy;
        const args = [engine.#nodeId, view, isLast ? 1 : 0, engine.#restoring > 0 ? 1 : 0];
        const [seen, isAdded, restoring, ...alive] = await link.run("beat", nodeKeys(engine.#prefix), args);
        engine.#nodesRestoring = Number(restoring);
        if (!wasHealthy) await engine.#keys.keep();
        return [seen, isAdded, ...alive];
      },
      echo: () => {
        trouble.look();
        return link.publish(channel, "");
      },
      onEcho: (seconds) => engine.stats.lag.observe(seconds),
      onLost: (node) => engine.#watcher?.lostNode(node),
      onReturned: () => {
        engine.#watcher?.missedNotes();
        // It may have forgotten more than this node.
        void engine.#restore();
      },
    });
    engine.#receiver.listeners.set(channel, () => engine.#beats.receiveEcho());
    const channels = [nodesChannel(engine.#prefix), channel, ...engine.nodes.mail.channels];
    await Promise.all([engine.#beats.start(), ...channels.map((one) => link.subscribe(one))]);
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

  /** Returns what whoever runs the servers should know of this Redis. */
  advice(): Promise<string[]> {
    return this.#link.advice(this.#options.replicas ?? 0);
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

  open(record: RoomRecord, deliver: Deliver, visitor?: string): Promise<Refusal | undefined> {
    return this.#opening.open(record, deliver, visitor);
  }

  async lookUp(codeDigest: string): Promise<CodeHolder | Refusal> {
    const holder = await this.#codes.lookUp(codeDigest).catch(() => notSaved());
    // One that was started anew is given the codes again by the nodes that have their rooms.
    const isDoubtful = this.#link.isDoubtful || this.#restoring + this.#nodesRestoring > 0;
    return holder === undefined && isDoubtful ? notSaved() : holder;
  }

  join(epoch: string, attach: (record: RoomRecord) => Deliver): Promise<RoomRecord | Refusal | undefined> {
    return this.#opening.join(epoch, attach);
  }

  leave(epoch: string): void {
    this.#opening.leave(epoch);
  }

  append(
    epoch: string,
    draft: Draft,
    state?: EncodedState,
    files?: readonly SavedFile[],
    slowModeMs?: number,
  ): MaybePromise<AppendResult | Refusal> {
    const room = this.#replicas.of(epoch);
    const key = draft.type === "vanish" ? vanishKey(draft) : nonceKey(draft);
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
    void this.#channels.publish(room.keys, encodeSignal(this.#nodeId, text));
  }

  note(epoch: string, note: string, to?: string): Promise<number> {
    return this.#channels.publish(this.#replicas.of(epoch).keys, encodeNote(this.#nodeId, note), to);
  }

  end(epoch: string, endedCode: EndedCode): MaybePromise<Refusal | undefined> {
    return this.#opening.end(epoch, endedCode);
  }

  /** Reads whatever this node may have missed. @param isRoutine whether nothing says that it has */
  async check(isRoutine = false): Promise<void> {
    const [silent] = await Promise.all([this.#sync.healAll(isRoutine), this.#catchUpAccounts?.(), this.#keys.keep()]);
    if (isRoutine) this.stats.silentSubscribers += silent;
  }

  /** Reads what this node may have missed, and gives Redis what only this node may know now. */
  async #restore(): Promise<void> {
    this.#restoring++;
    try {
      await this.check();
      for (const room of [...this.#replicas.all]) await this.#codes.expire(room).catch(() => {});
      await this.#codes.endAgain().catch(() => {});
    } finally {
      this.#restoring--;
    }
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
