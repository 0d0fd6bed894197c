// Time that passes only when everything that is due has happened: an hour takes as long as its work. While it is installed, the
// timers and clocks of this process are its own.
const START = Date.parse("2026-01-01T00:00:00Z");
const realImmediate = globalThis.setImmediate;
const REPLACED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

type Task = { readonly at: number; readonly order: number; readonly run: () => void; isOff: boolean };

export class VirtualTime {
  now = START;
  /** A binary heap: the next task is the first. */
  readonly #tasks: Task[] = [];
  #order = 0;

  after(ms: number, run: () => void): Task {
    const task: Task = { at: this.now + Math.max(0, Math.ceil(ms)), order: this.#order++, run, isOff: false };
    this.#push(task);
    return task;
  }

  /** Lets this much time pass. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await settle();
    for (let next = this.#tasks[0]; next !== undefined && next.at <= until; next = this.#tasks[0]) {
      this.now = next.at;
      while (this.#tasks[0] !== undefined && this.#tasks[0].at <= this.now) {
        const task = this.#pop();
        if (!task.isOff) task.run();
      }
      await settle();
    }
    this.now = until;
  }

  /** Waits in virtual time, for a program that is not what is simulated. */
  async until(isDone: () => boolean, stepMs: number, mostMs: number): Promise<boolean> {
    for (let waited = 0; !isDone(); waited += stepMs) {
      if (waited > mostMs) return false;
      await this.pass(stepMs);
    }
    return true;
  }

  /** Replaces timers and clocks. @returns a function that puts them back */
  install(): () => void {
    const scope = globalThis as unknown as Record<string, unknown>;
    const before = REPLACED.map((name) => [name, scope[name]] as const);
    const [now, performanceNow, sleep] = [Date.now, performance.now, Bun.sleep];
    const handle = (task: { isOff: boolean }) => ({ task, unref: () => {}, ref: () => {}, hasRef: () => false });
    scope.setTimeout = (run: () => void, ms = 0) => handle(this.after(ms, run));
    scope.setInterval = (run: () => void, ms = 0) => {
      const repeated = { isOff: false };
      const again = () => {
        if (repeated.isOff) return;
        run();
        this.after(ms, again);
      };
      this.after(ms, again);
      return handle(repeated);
    };
    const clear = (given?: { task?: { isOff: boolean } }) => {
      if (given?.task) given.task.isOff = true;
    };
    [scope.clearTimeout, scope.clearInterval] = [clear, clear];
    Date.now = () => this.now;
    performance.now = () => this.now - START;
    (Bun as { sleep: unknown }).sleep = (ms: number) => new Promise<void>((resolve) => this.after(ms, resolve));
    return () => {
      for (const [name, value] of before) scope[name] = value;
      [Date.now, performance.now, (Bun as { sleep: unknown }).sleep] = [now, performanceNow, sleep];
    };
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#tasks[a] as Task, this.#tasks[b] as Task];
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    [this.#tasks[a], this.#tasks[b]] = [this.#tasks[b] as Task, this.#tasks[a] as Task];
  }

  #push(task: Task): void {
    let at = this.#tasks.push(task) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): Task {
    const first = this.#tasks[0] as Task;
    const last = this.#tasks.pop() as Task;
    if (this.#tasks.length === 0) return first;
    this.#tasks[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.#tasks.length && this.#isBefore(left, least)) least = left;
      if (right < this.#tasks.length && this.#isBefore(right, least)) least = right;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }
}

/** Lets everything happen that waits for no time. */
const settle = () => new Promise<void>((resolve) => realImmediate(resolve));
