// Deliberate bugs. The checker must find each of them; otherwise a run without violations would prove nothing.
import { randomBytes } from "node:crypto";
import type { SocketLike } from "../../../web/src/sync/connection-types.ts";
import { placeByHighestSeen } from "../../testing/simulated-user.ts";
import { INSTRUMENTED_COMMAND } from "./server-under-test.ts";
import type { CrowdOptions } from "./simulated-crowd.ts";

export type KnownBug = "early-ack" | "highest-seq" | "kept-files" | "lost-files" | "new-nonce";

type KnownBugSetup = Pick<CrowdOptions, "place" | "open"> & { readonly command?: readonly string[] };

export const KNOWN_BUGS: Readonly<Record<KnownBug, KnownBugSetup>> = {
  /** The server acknowledges a message before it has written it. */
  "early-ack": { command: [...INSTRUMENTED_COMMAND, "early-ack"] },
  /** Clients resume from the highest seq they saw, despite gaps. */
  "highest-seq": { place: placeByHighestSeen },
  /** The server sweeps no files at its start, and keeps their keys after their room's end. */
  "kept-files": { command: [...INSTRUMENTED_COMMAND, "kept-files"] },
  /** The server saves messages without the keys of their files. */
  "lost-files": { command: [...INSTRUMENTED_COMMAND, "lost-files"] },
  /** Clients use a new nonce each time they send a message; slow writes make them resend often. */
  "new-nonce": { open: openNewNonceSocket, command: [...INSTRUMENTED_COMMAND, "slow-writes"] },
};

const SUFFIX = /(?<="nonce":"[^"]*)\.[0-9a-f]{8}(?=")/g;

/** Opens a WebSocket that adds a random suffix to every outgoing nonce and removes it from incoming frames. */
export function openNewNonceSocket(address: string): SocketLike {
  const socket = new WebSocket(address);
  const wrapper: SocketLike = {
    send: (text) => socket.send(text.replace(/("nonce":"[^"]*)"/, `$1.${randomBytes(4).toString("hex")}"`)),
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.onopen = () => wrapper.onopen?.();
  socket.onmessage = ({ data }) => wrapper.onmessage?.({ data: String(data).replace(SUFFIX, "") });
  socket.onclose = ({ code }) => wrapper.onclose?.({ code });
  return wrapper;
}
