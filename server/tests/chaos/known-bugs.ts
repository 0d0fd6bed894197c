// Known mistakes, made on purpose: each must be found out, or finding nothing wrong would prove nothing.
import { randomBytes } from "node:crypto";
import type { SocketLike } from "../../../web/src/sync/connection-types.ts";
import { highestSeen } from "../../testing/simulated-user.ts";
import { STRUNG } from "./server-under-test.ts";
import type { CrowdOptions } from "./simulated-crowd.ts";

export type Control = "hasty" | "highest" | "forgetful";

type Mistake = Pick<CrowdOptions, "place" | "open"> & { readonly command?: readonly string[] };

export const CONTROLS: Readonly<Record<Control, Mistake>> = {
  /** The server acknowledges before it has written. */
  hasty: { command: [...STRUNG, "hasty"] },
  /** Clients resume from the highest seq they saw. */
  highest: { place: highestSeen },
  /** Clients send with another nonce each time, which is as good as none; what they sent is long on its way. */
  forgetful: { open: forgetful, command: [...STRUNG, "slow"] },
};

const SUFFIX = /(?<="nonce":"[^"]*)\.[0-9a-f]{8}(?=")/g;

/** A WebSocket that adds something new to every nonce on its way out, and takes it off on the way in. */
function forgetful(address: string): SocketLike {
  const socket = new WebSocket(address);
  const made: SocketLike = {
    send: (text) => socket.send(text.replace(/("nonce":"[^"]*)"/, `$1.${randomBytes(4).toString("hex")}"`)),
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.onopen = () => made.onopen?.();
  socket.onmessage = ({ data }) => made.onmessage?.({ data: String(data).replace(SUFFIX, "") });
  socket.onclose = ({ code }) => made.onclose?.({ code });
  return made;
}
