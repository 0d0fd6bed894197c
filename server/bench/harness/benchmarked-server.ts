import type { RunningServer } from "./processes.ts";

/** A server that benchmarks can start and put under load: Mayfly or a baseline. */
export type BenchmarkedServer = {
  readonly name: string;
  start(flags?: readonly string[]): Promise<RunningServer>;
  /**
   * Returns one line for each member that the load generator connects: the path and, after tabs, the frames it may send
   * first. Member i is in room i mod `rooms`.
   */
  connectionLines(url: string, rooms: number, members: number): Promise<string[]> | string[];
  /** A frame that sends one message, with room for a latency stamp. */
  readonly messageFrame: string;
  /** Whether one WebSocket message may hold several events, one per line. */
  readonly takesLines?: true;
};
