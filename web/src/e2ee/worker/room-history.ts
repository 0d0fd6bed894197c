// What a page was shown of an encrypted room's history, and by whom: verifies events, compares what they say of each other, and
// remembers the members' keys.
import type { OpenedEvent, Seen } from "#protocol/e2ee/event";
import { HistoryChecker } from "#protocol/e2ee/history-checker";
import { ShownEvents } from "#protocol/e2ee/shown-events";
import type { LogEvent } from "#protocol/frames";
import { type EventOpener, historyEntry, type ToVerify } from "./event-opener.ts";
import { historyStart } from "./history-start.ts";
import type { Notice } from "./messages.ts";
import { VerifyQueue } from "./verify-queue.ts";

export type HistoryPorts = {
  roomId: Uint8Array;
  subtle: SubtleCrypto | undefined;
  /** The keys of members that are known, by their ids. */
  memberKeys: Readonly<Record<string, string>>;
  /** Resolves once there is time to verify some more. */
  pause(): Promise<void>;
  /** Says that something was found, or holds no longer. */
  say(type: "notice" | "settled", notice: Notice): void;
  /** The signature of this isn't its author's. */
  failed(item: ToVerify): void;
  /** A member's key became known. */
  keysChanged(): void;
};

export class RoomHistory {
  readonly memberKeys: Map<string, string>;
  readonly #ports: HistoryPorts;
  readonly #queue: VerifyQueue;
  readonly #noticed = new Set<string>();
  /** What came as a page of older messages, whose order isn't checked. */
  readonly #unordered = new WeakSet<OpenedEvent>();
  #isOrdered = true;
  #begin: (() => void) | undefined;
  #begun: HistoryChecker;
  readonly #shown = new ShownEvents();

  constructor(ports: HistoryPorts) {
    this.#ports = ports;
    this.memberKeys = new Map(Object.entries(ports.memberKeys));
    this.#begun = new HistoryChecker(ports.roomId);
    this.#queue = new VerifyQueue({
      checker: ({ event }) => (this.#unordered.has(event) ? undefined : this.#checker),
      subtle: ports.subtle,
      pause: ports.pause,
      failed: ports.failed,
      verified: ({ event }, key, findings) => {
        if (findings.length > 0) this.notice({ is: "history" });
        this.#checkMemberKey(event.clear.sender, key);
      },
    });
  }

  /** What an event that is written now has seen. */
  get seen(): Seen {
    return this.#checker.seen;
  }

  /** What was computed of that so far: enough for what isn't numbered, whose place in the history nobody checks. */
  get seenSoFar(): Seen {
    return this.#begun.seen;
  }

  readonly verify = (item: ToVerify): void => {
    if (!this.#isOrdered) this.#unordered.add(item.event);
    this.#queue.add(item);
  };

  /** Runs something whose events are verified, but not compared with the history. */
  withoutOrder<T>(run: () => T): T {
    this.#isOrdered = false;
    try {
      return run();
    } finally {
      this.#isOrdered = true;
    }
  }

  /**
   * Begins anew: a snapshot replaces what was known, but for what it has to agree with. That is computed when it is needed, after
   * the page has the first messages.
   */
  begin(events: readonly LogEvent[], opener: EventOpener): void {
    this.#queue.clear();
    this.#begin?.();
    this.#begin = () => {
      const entries = events.flatMap((event) => historyEntry(event) ?? []);
      const isAsBefore = this.#shown.begin(entries);
      const start = historyStart(events, opener, this.#ports.roomId);
      this.#begun = new HistoryChecker(this.#ports.roomId, start);
      const findings = entries.filter(({ seq }) => seq > start.seq).flatMap((entry) => this.#begun.add(entry));
      if (!isAsBefore || findings.length > 0) this.notice({ is: "history" });
    };
    void this.#ports.pause().then(() => this.#checker);
  }

  get #checker(): HistoryChecker {
    const begin = this.#begin;
    this.#begin = undefined;
    begin?.();
    return this.#begun;
  }

  /** Takes events that follow. One that is there already is there as it was. */
  add(events: readonly LogEvent[]): void {
    const checker = this.#checker;
    for (const event of events) {
      const entry = historyEntry(event);
      if (entry === undefined) continue;
      if (!this.#shown.add(entry)) this.notice({ is: "history" });
      if (entry.seq > checker.seen.seq) checker.add(entry);
    }
  }

  isNewSignal(event: OpenedEvent): boolean {
    return this.#checker.isNewSignal(event);
  }

  /** Says something once. */
  notice(notice: Notice): void {
    const id = JSON.stringify(notice);
    if (this.#noticed.has(id)) return;
    this.#noticed.add(id);
    this.#ports.say("notice", notice);
  }

  /** Something holds no longer: it may be said again. */
  settle(notice: Notice): void {
    if (this.#noticed.delete(JSON.stringify(notice))) this.#ports.say("settled", notice);
  }

  #checkMemberKey(memberId: string, key: string): void {
    const known = this.memberKeys.get(memberId);
    if (known === key) return;
    if (known !== undefined) return this.notice({ is: "other_key", memberId });
    this.memberKeys.set(memberId, key);
    this.#ports.keysChanged();
  }
}
