// What every route needs of this node, put together by assemble.ts.

import type { Accounts } from "../../accounts/account-store.ts";
import type { Engine, Random } from "../../chat/lib/ports.ts";
import type { Rooms } from "../../chat/room-registry/rooms.ts";
import type { Tokens } from "../../security/jwt.ts";
import type { TopicFanout } from "../realtime/fanout.ts";
import type { Sockets } from "../realtime/open-sockets.ts";
import type { Origins } from "./origins.ts";
import type { Visitors } from "./rate-limits.ts";

export type Node = {
  readonly rooms: Rooms;
  readonly engine: Engine;
  readonly fanout: TopicFanout;
  readonly sockets: Sockets;
  readonly tokens: Tokens;
  readonly visitors: Visitors;
  /** Undefined where there are none. */
  readonly accounts: Accounts | undefined;
  readonly origins: Origins;
  readonly random: Random;
  /** Notes what went wrong and names it. */
  readonly fault: (error: unknown) => string;
  /** From the first signal to stop: no newcomers are taken any more. */
  readonly isStopping: () => boolean;
  /** Whether what is sent is kept; false while the disk is in trouble. */
  readonly isSaving: () => boolean;
  readonly version: string;
  readonly startedAt: number;
};
