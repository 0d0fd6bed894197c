// Records in a browser when things happen: in a page, and in its worker, each by its own clock, counted from the epoch. Both
// functions run there, and reach nothing of this file.

/** What is begun with `asked`, the worker has answered at `answered`. */
export type WorkerRecord = { asked: Record<string, number>; answered: Record<string, number> };

export type PageRecord = {
  /** When the welcome of the room was there. */
  welcomedMs: number;
  newestShownMs: number;
  longTasks: { startMs: number; durationMs: number }[];
  /** Passes on what was held back until the worker is watched. */
  watched(): void;
};

type Message = { type: string; question?: string; text?: string };

/**
 * Runs in the page before anything else: records when the welcome comes and when the newest row is painted. What it says to its
 * worker waits until that is watched, too; the welcome gets all events there, for it brings no more than a few hundred of them.
 */
export function recordPage({ newest, events }: { newest: string; events: readonly object[] }): void {
  const now = () => performance.timeOrigin + performance.now();
  const record: PageRecord = { welcomedMs: 0, newestShownMs: 0, longTasks: [], watched() {} };
  Object.assign(window, { pageRecord: record });
  const isWelcome = (text: unknown): text is string => typeof text === "string" && text.startsWith('{"type":"welcome"');
  const withEvents = (text: string) =>
    JSON.stringify(events.length === 0 ? JSON.parse(text) : { ...JSON.parse(text), events });
  window.WebSocket = class extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (isWelcome(data)) record.welcomedMs ||= now();
      });
    }
  };
  window.Worker = class extends Worker {
    #held: Message[] | undefined = [];
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      record.watched = () => this.#release();
    }
    override postMessage(given: Message): void {
      if (this.#held !== undefined) return void this.#held.push(given);
      if (!isWelcome(given.text)) return super.postMessage(given);
      const welcome = { ...given, text: withEvents(given.text) };
      this.#held = [];
      // A task of its own: that the events are put in is none of the page's work.
      setTimeout(() => {
        record.welcomedMs = now();
        super.postMessage(welcome);
        this.#release();
      });
    }
    #release(): void {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const message of held) this.postMessage(message);
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      record.longTasks.push({ startMs: performance.timeOrigin + startTime, durationMs: duration });
  }).observe({ type: "longtask", buffered: true });
  const observer = new MutationObserver(() => {
    const rows = document.querySelector(".transcript-rows");
    if (rows?.lastElementChild?.textContent?.includes(newest) !== true) return;
    observer.disconnect();
    requestAnimationFrame(() =>
      setTimeout(() => {
        record.newestShownMs = now();
      }),
    );
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Runs in the worker: records when it takes up what it is told, and when it says something. */
export async function recordWorker(): Promise<void> {
  const now = () => performance.timeOrigin + performance.now();
  const record: WorkerRecord = { asked: {}, answered: {} };
  type Listener = (event: { data: Message }) => void;
  const scope = self as unknown as { postMessage(message: Message): void; onmessage: Listener | null };
  Object.assign(scope, { workerRecord: record });
  const nameOf = ({ type, question, text = "" }: Message) =>
    [type, question, text.slice(0, 30).match(/"type":"(\w+)"/)?.[1]].filter(Boolean).join(" ");
  const post = scope.postMessage.bind(scope);
  scope.postMessage = (message) => {
    record.answered[nameOf(message)] ??= now();
    post(message);
  };
  // Its script may not have run yet.
  while (scope.onmessage === null) await new Promise((resolve) => setTimeout(resolve, 1));
  const listener = scope.onmessage;
  scope.onmessage = (event) => {
    record.asked[nameOf(event.data)] ??= now();
    listener(event);
  };
}
