// Runs activities side by side, each at its own rate, whether or not the server keeps up with it.

export type Activity = {
  readonly name: string;
  readonly perSecond: number;
  /** Whether its rate rises with an intensity above 1; with one below 1, every rate falls. */
  readonly isScaled?: boolean;
  /** May throw: what it says is then counted as a problem. */
  run(): Promise<void> | void;
};

const TICK_MS = 20;
/** An activity whose answers are this far behind is not begun anew: what the machine can't do isn't piled up. */
const MAX_UNDER_WAY = 16;

export class ActivityRunner {
  /** Is set so that the server does half of what it can. */
  intensity = 1;
  isStopping = false;
  /** How often each was done. */
  readonly done = new Map<string, number>();
  /** What went wrong, with how often. */
  readonly problems = new Map<string, number>();
  readonly #activities: readonly Activity[];
  readonly #random: () => number;
  readonly #underWay = new Map<Activity, Set<Promise<void>>>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(activities: readonly Activity[], random: () => number) {
    this.#activities = activities;
    this.#random = random;
  }

  start(): void {
    let lastAt = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // After a pause of this process, what was due meanwhile is left out.
      const seconds = Math.min(now - lastAt, 10 * TICK_MS) / 1000;
      lastAt = now;
      for (const activity of this.#activities) {
        const due = activity.perSecond * (activity.isScaled ? this.intensity : Math.min(this.intensity, 1)) * seconds;
        for (let count = Math.floor(due + this.#random()); count > 0; count--) this.#begin(activity);
      }
    }, TICK_MS);
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#underWay.values()].flatMap((promises) => [...promises]));
  }

  noteProblem(text: string): void {
    this.problems.set(text, (this.problems.get(text) ?? 0) + 1);
  }

  #begin(activity: Activity): void {
    const underWay = this.#underWay.get(activity) ?? new Set();
    this.#underWay.set(activity, underWay);
    if (underWay.size >= MAX_UNDER_WAY) return;
    this.done.set(activity.name, (this.done.get(activity.name) ?? 0) + 1);
    const fail = (error: unknown) =>
      this.noteProblem(`${activity.name}: ${error instanceof Error ? error.message : error}`);
    try {
      const outcome = activity.run();
      if (outcome === undefined) return;
      const settled: Promise<void> = outcome.catch(fail).finally(() => underWay.delete(settled));
      underWay.add(settled);
    } catch (error) {
      fail(error);
    }
  }
}
