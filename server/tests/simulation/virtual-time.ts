// Time that passes only when everything that is due has happened: an hour takes as long as its work. While it is installed, the
// timers and clocks of this process are its own.
const START = Date.parse("2026-01-01T00:00:00Z");
const realImmediate = globalThis.setImmediate;
const REPLACED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

type Task = { readonly run: () => void; isOff: boolean };

export class VirtualTime {
  now = START;
  /** By the ms at which they are due, in the order in which they came. */
  readonly #tasks = new Map<number, Task[]>();
  /** These ms as a binary heap: the next is the first. */
  readonly #times: number[] = [];

  after(ms: number, run: () => void): Task {
    const at = Math.ceil(this.now + Math.max(0, ms));
    const task: Task = { run, isOff: false };
    const together = this.#tasks.get(at);
    if (together !== undefined) together.push(task);
    else {
      this.#tasks.set(at, [task]);
      this.#push(at);
    }
    return task;
  }

  /** Lets this much time pass. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await settle();
    for (let next = this.#times[0]; next !== undefined && next <= until; next = this.#times[0]) {
      this.now = next;
      // What is due at once comes after what is due already.
      for (const task of this.#tasks.get(next) ?? []) if (!task.isOff) task.run();
      this.#tasks.delete(next);
      this.#pop();
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

  #swap(a: number, b: number): void {
    [this.#times[a], this.#times[b]] = [this.#times[b] as number, this.#times[a] as number];
  }

  #push(time: number): void {
    let at = this.#times.push(time) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && time < (this.#times[parent] as number); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): void {
    const last = this.#times.pop() as number;
    if (this.#times.length === 0) return;
    this.#times[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if ((this.#times[child] ?? Number.POSITIVE_INFINITY) < (this.#times[least] as number)) least = child;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }
}

/** Lets everything happen that waits for no time. */
const settle = () => new Promise<void>((resolve) => realImmediate(resolve));
