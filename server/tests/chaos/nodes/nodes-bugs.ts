// Deliberate bugs of nodes that share a Redis. The checker must find each of them.
import { openNewNonceSocket } from "../known-bugs.ts";
import type { NodesCrowdOptions } from "./nodes-crowd.ts";

export type NodesBug = "deaf" | "new-nonce";

type NodesBugSetup = Pick<NodesCrowdOptions, "place" | "wrap"> & {
  readonly variant?: string;
  /** The fault that shows the bug soonest: there is no other. */
  readonly fault: string;
};

export const NODES_BUGS: Readonly<Record<NodesBug, NodesBugSetup>> = {
  /** Nodes don't read what they missed while their connection was broken. */
  deaf: { variant: "deaf", fault: "Redis connections cut" },
  /** Clients use a new nonce each time they send a message. */
  "new-nonce": { wrap: openNewNonceSocket, fault: "Redis paused" },
};
