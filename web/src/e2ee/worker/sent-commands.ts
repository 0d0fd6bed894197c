// The words that this page has sent and that aren't confirmed yet. What was sealed with an older key is sealed anew. Rule E43.
import type { CommandOf } from "#protocol/frames";
import { type CommandSealer, isSealProblem, type SealProblem } from "./command-sealer.ts";
import type { RoomKeys } from "./room-keys.ts";

type Words = CommandOf<"chat" | "edit" | "react">;

export type SentCommandsPorts = {
  keys: RoomKeys;
  sealer: CommandSealer;
  transmit(frame: object): void;
  refuse(code: SealProblem | "key_old", nonce: string | undefined): void;
};

export function createSentCommands({ keys, sealer, transmit, refuse }: SentCommandsPorts) {
  const sent = new Map<string, Words>();
  /** What waits for the room's new key. */
  let waiting: Words[] = [];

  function send(command: Words): void {
    const sealed = sealer.command(command);
    if (isSealProblem(sealed)) return refuse(keys.isNewestMissing ? "key_old" : sealed, command.nonce);
    if (command.nonce !== undefined) sent.set(command.nonce, command);
    transmit(sealed);
  }

  function sendWaiting(): void {
    if (keys.newest === undefined) return;
    const commands = waiting;
    waiting = [];
    for (const command of commands) send(command);
  }

  return {
    send,
    sendWaiting,
    /** The room has a newer key than this was sealed with: it waits for that, unless it came meanwhile. */
    sealAnew(nonce: string | undefined): void {
      const command = sent.get(nonce ?? "");
      if (command !== undefined) waiting.push(command);
      sendWaiting();
    },
    confirmed(nonce: string): void {
      sealer.confirmed(nonce);
      sent.delete(nonce);
    },
  };
}
