// Deliberate bugs of nodes that share a Redis. The checker must find each of them.
import { openNewNonceSocket } from "../known-bugs.ts";
import type { NodesCrowdOptions } from "./nodes-crowd.ts";

export type NodesBug = "deaf" | "ghosts" | "new-nonce";

type NodesBugSetup = Pick<NodesCrowdOptions, "place" | "wrap"> & { readonly variant?: string };

export const NODES_BUGS: Readonly<Record<NodesBug, NodesBugSetup>> = {
  /** Nodes don't read what they missed while their connection was broken. */
  deaf: { variant: "deaf" },
  /** The members of a node that dies stay in the rosters. */
  ghosts: { variant: "ghosts" },
  /** Clients use a new nonce each time they send a message. */
  "new-nonce": { wrap: openNewNonceSocket },
};
