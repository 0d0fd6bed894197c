import { encodeFrame, type Frame, OPCODE } from "../../testing/raw-websocket.ts";

/**
 * What comes of a case, in words: `answer` to a `ping` of ours, and `refused` for a text or bytes that are no frame of ours, both of
 * which were taken as RFC 6455 says; `pong N` for a pong with N bytes; `close CODE` for a close frame; `end` of the connection.
 */
export type Case = {
  readonly name: string;
  /** Each part is written by itself. */
  readonly parts: readonly Uint8Array[];
  readonly expected: string;
  /** What really comes of it, where the runtime does otherwise, and why that harms nobody. */
  readonly instead?: { readonly outcome: string; readonly why: string };
};

export const { text, binary, continuation, close, ping, pong } = OPCODE;

/** What ends a connection, with the code that says why (section 7.4.1). */
export const PROTOCOL_ERROR = "close 1002 end";
export const NO_UTF8 = "close 1007 end";
export const TOO_LARGE = "close 1009 end";

/** A message that the server answers. */
export const ASKED = '{"type":"ping"}';

/** Returns such a message of that many bytes, 22 at least. */
export const askedIn = (bytes: number): string => `{"type":"ping","x":"${"x".repeat(bytes - 22)}"}`;

/** Returns such a message with these bytes in it. */
export const askedWith = (bytes: Uint8Array | string): Buffer =>
  Buffer.concat([Buffer.from('{"type":"ping","x":"'), Buffer.from(bytes), Buffer.from('"}')]);

/** Returns a case whose frames are written at once. */
export const oneWrite = (
  name: string,
  frames: readonly Frame[],
  expected: string,
  instead?: Case["instead"],
): Case => ({
  name,
  parts: [Buffer.concat(frames.map(encodeFrame))],
  expected,
  ...(instead && { instead }),
});

/** Cuts a payload at these places into the frames of one message. */
export function fragments(opcode: number, payload: string | Uint8Array, cuts: readonly number[]): Frame[] {
  const bytes = Buffer.from(payload);
  const starts = [0, ...cuts];
  return starts.map((start, at) => ({
    opcode: at === 0 ? opcode : continuation,
    fin: at === starts.length - 1,
    payload: bytes.subarray(start, starts[at + 1] ?? bytes.length),
  }));
}
