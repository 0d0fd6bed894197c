import type { Load } from "./http/request/app-context.ts";

/** Measures how busy this process is, in periods of which the last whole one is shown. */
export class LoadMeter implements Load {
  readonly #cpuMicroseconds: () => number;
  cpuShare = 0;
  loopLagMs = 0;
  #worstLagMs = 0;
  #begunAt: number;
  #cpuBefore: number;

  /** @param cpuMicroseconds returns the CPU time used since the start of the process */
  constructor(now: number, cpuMicroseconds: () => number) {
    this.#cpuMicroseconds = cpuMicroseconds;
    this.#begunAt = now;
    this.#cpuBefore = cpuMicroseconds();
  }

  /** Notes how late something came. */
  noteLag(ms: number): void {
    if (ms > this.#worstLagMs) this.#worstLagMs = ms;
  }

  /** Ends a period. @param now a time in ms that only goes forward */
  endPeriod(now: number): void {
    const cpu = this.#cpuMicroseconds();
    this.cpuShare = (cpu - this.#cpuBefore) / 1000 / (now - this.#begunAt);
    this.loopLagMs = this.#worstLagMs;
    this.#worstLagMs = 0;
    this.#begunAt = now;
    this.#cpuBefore = cpu;
  }
}
