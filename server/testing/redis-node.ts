// A node of the Redis engine for tests: it notes what is delivered and told, and waits for it.
import type { LogEvent } from "#protocol/frames";
import type { AppendResult, Deliver, Draft, EncodedState, RoomRecord } from "../chat/lib/ports.ts";
import type { RedisAddress } from "../engine/redis/connection/redis-problems.ts";
import { RedisEngine } from "../engine/redis/redis-engine.ts";
import type { ConnectLink } from "../engine/redis/redis-link.ts";
import { addressOf } from "./redis-servers.ts";

let epochs = 0;

export type RedisNodeOptions = {
  readonly events?: number | undefined;
  readonly maxBytes?: number | undefined;
  /** How long Redis may take to answer: long, where it is to answer. */
  readonly timeoutMs?: number | undefined;
  /** How many of Redis's replicas must have an event before it counts. */
  readonly replicas?: number;
  /** Where Redis is, if not at the address alone. */
  readonly address?: RedisAddress | undefined;
  /** How it is connected, if not as usual. */
  readonly connect?: ConnectLink;
};

export class RedisNode {
  readonly engine: RedisEngine;
  readonly events: LogEvent[] = [];
  readonly texts: string[] = [];
  readonly states: string[] = [];
  readonly signals: string[] = [];
  readonly ended: string[] = [];
  readonly restarted: { former: string; record: RoomRecord }[] = [];
  readonly notes: (readonly [from: string, note: string])[] = [];
  readonly lostNodes: string[] = [];
  /** How often notes may have been missed. */
  missed = 0;
  readonly faults: unknown[];
  /** What was told of a Redis that fails, and undefined when it did no longer. */
  readonly troubles: unknown[];
  #waiting: { readonly isDone: () => boolean; readonly resolve: () => void }[] = [];

  private constructor(engine: RedisEngine, faults: unknown[], troubles: unknown[]) {
    this.engine = engine;
    this.faults = faults;
    this.troubles = troubles;
  }

  static async connect(url: string, prefix: string, options: RedisNodeOptions = {}): Promise<RedisNode> {
    const {
      events = 500,
      maxBytes = 1 << 24,
      timeoutMs = 5_000,
      replicas = 0,
      address = addressOf(url),
      connect,
    } = options;
    const faults: unknown[] = [];
    const troubles: unknown[] = [];
    const engine = await RedisEngine.connect({
      address,
      prefix,
      timeoutMs,
      replicas,
      ...(connect && { connect }),
      bounds: { events, bytes: 1 << 22 },
      maxBytes,
      random: (bytes) => void crypto.getRandomValues(bytes),
      newEpoch: () => `renewed${++epochs}`,
      decodeState: (_epoch, text) => ({ text, state: {} }),
      movePins: (text, seqOf) => text.replace(/\d+/g, (seq) => `${seqOf(Number(seq)) ?? "gone"}`),
      reportFault: (error) => faults.push(error),
      reportTrouble: (error) => troubles.push(error),
    });
    const node = new RedisNode(engine, faults, troubles);
    engine.watch({
      appended: () => {},
      ended: (epoch) => node.#note(() => node.ended.push(epoch)),
      restarted: (former, record) => node.#note(() => node.restarted.push({ former, record })),
      noted: (_epoch, from, note) => node.#note(() => node.notes.push([from, note])),
      lostNode: (lost) => node.#note(() => node.lostNodes.push(lost)),
      missedNotes: () => node.#note(() => node.missed++),
    });
    return node;
  }

  readonly deliver: Deliver = (text, event, state) =>
    this.#note(() => {
      if (event !== undefined) {
        this.events.push(event);
        this.texts.push(text);
      } else if (text !== "") this.signals.push(text);
      if (state !== undefined) this.states.push(state.text);
    });

  async open(epoch: string, more: Partial<RoomRecord> = {}): Promise<void> {
    const record: RoomRecord = { epoch, founding: { code: "room", epoch }, state: "{}", ...more };
    const refusal = await this.engine.open(record, this.deliver);
    if (refusal !== undefined) throw new Error(refusal.message);
  }

  /** Opens a room that another node began. */
  async join(epoch: string): Promise<RoomRecord> {
    const record = await this.engine.join(epoch, () => this.deliver);
    if (record === undefined || !("state" in record)) throw new Error("no such room");
    return record;
  }

  async append(epoch: string, draft: Draft, state?: EncodedState): Promise<AppendResult> {
    const outcome = await this.engine.append(epoch, draft, state);
    if ("code" in outcome) throw new Error(outcome.code);
    return outcome;
  }

  history(epoch: string): string[] {
    return this.engine
      .history(epoch)
      .read({ limit: 10_000 })
      .entries.map(({ text }) => text);
  }

  get seqs(): number[] {
    return this.events.map(({ seq }) => seq);
  }

  /** Resolves once the condition holds, which is looked at whenever something comes. */
  when(isDone: () => boolean): Promise<void> {
    if (isDone()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isDone, resolve }));
  }

  #note(action: () => void): void {
    action();
    if (this.#waiting.length === 0) return;
    const done = this.#waiting.filter(({ isDone }) => isDone());
    this.#waiting = this.#waiting.filter((one) => !done.includes(one));
    for (const { resolve } of done) resolve();
  }
}
