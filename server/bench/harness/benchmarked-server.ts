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
  /** Whether it answers the sender of each message with a frame besides the message itself. */
  readonly acknowledges?: true;
  /** Creates a room and returns a whole HTTP request that posts a message into it, if messages can be posted over HTTP. */
  postRequest?(url: string): Promise<string> | string;
};

/** A server of others that may be missing on a machine. */
export type Peer = BenchmarkedServer & {
  /** Builds or installs it once. @returns why it can't be measured here, if it can't */
  prepare(): Promise<string | undefined>;
};
