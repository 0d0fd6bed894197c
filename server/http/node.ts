// What every route needs of this node, handed in by main.ts or a test.
import type { Engine, Random } from "../chat/ports.ts";
import type { Rooms } from "../chat/rooms.ts";
import type { TopicFanout } from "./fanout.ts";
import type { Origins } from "./origins.ts";
import type { Sockets } from "./socket.ts";
import type { Tokens } from "./tokens.ts";
import type { Visitors } from "./visitors.ts";

export type Node = {
  readonly rooms: Rooms;
  readonly engine: Engine;
  readonly fanout: TopicFanout;
  readonly sockets: Sockets;
  readonly tokens: Tokens;
  readonly visitors: Visitors;
  readonly origins: Origins;
  readonly random: Random;
  /** Notes what went wrong and names it. */
  readonly fault: (error: unknown) => string;
  /** Whether newcomers are taken: false from the first signal to stop. */
  readonly isReady: () => boolean;
  readonly limits: boolean;
  readonly version: string;
  readonly startedAt: number;
};
