// Takes in what other nodes publish: on the channels of rooms, and on those that all nodes have.
import type { RoomWatcher } from "../../chat/lib/ports.ts";
import type { Replica } from "./replica.ts";
import type { Replicas } from "./replicas.ts";
import { epochOf } from "./room-keys.ts";
import type { RoomSync } from "./room-sync.ts";
import { parseMessage, seqOfMessage } from "./wire-format.ts";

export type ReceiverPorts = {
  readonly nodeId: string;
  readonly replicas: Replicas;
  readonly sync: () => RoomSync;
  readonly watcher: () => RoomWatcher | undefined;
  /** Called when a node has shown that it lives. */
  readonly noteAlive: (node: string) => void;
  readonly reportFault: (error: unknown) => void;
};

export class MessageReceiver {
  readonly #ports: ReceiverPorts;
  /** What takes the messages of channels that belong to no room. */
  readonly listeners = new Map<string, (message: string) => void>();

  constructor(ports: ReceiverPorts) {
    this.#ports = ports;
  }

  receive(channel: string, message: string): void {
    const room = this.#ports.replicas.get(epochOf([channel]));
    if (room === undefined) return this.listeners.get(channel)?.(message);
    // Most are events of this node, which the answer has brought already.
    const seq = seqOfMessage(message);
    if (seq !== undefined && seq <= room.head) return;
    try {
      this.#apply(room, message);
    } catch (error) {
      this.#ports.reportFault(error);
    }
  }

  #apply(room: Replica, message: string): void {
    const { nodeId, replicas, sync, watcher, noteAlive } = this.#ports;
    const told = parseMessage(message);
    switch (told.kind) {
      case "events":
        for (const entry of told.entries) replicas.receive(room, entry);
        return;
      case "state":
        return replicas.receiveState(room, told.version, told.state);
      case "signal":
        return told.node === nodeId ? undefined : room.deliver(told.text, undefined);
      case "note":
        if (told.node === nodeId) return;
        noteAlive(told.node);
        return watcher()?.noted(room.epoch, told.node, told.text);
      case "name":
        return this.#forgetNameOf(room, told.memberId, told.edition);
      case "trim":
        return replicas.dropUntil(room, told.oldest);
      default:
        // It has ended, has another epoch or is lost: reading it tells.
        void sync().heal(room);
    }
  }

  #forgetNameOf(room: Replica, memberId: string, edition: number): void {
    if (edition !== room.edition + 1) return this.#ports.sync().healSoon(room);
    room.edition = edition;
    this.#ports.replicas.forgetName(room, memberId);
  }
}
