// Takes what comes on the channels of the rooms that a node has.
import type { RoomWatcher } from "../../chat/lib/ports.ts";
import type { Replica } from "./replica.ts";
import type { Replicas } from "./replicas.ts";
import { epochOf } from "./room-keys.ts";
import type { RoomSync } from "./room-sync.ts";
import { parseMessage, seqOfMessage } from "./wire-format.ts";

export type ChannelPorts = {
  readonly nodeId: string;
  readonly replicas: Replicas;
  readonly sync: RoomSync;
  /** Called when something came from another node. */
  readonly noteAlive: (node: string) => void;
  readonly watcher: () => RoomWatcher | undefined;
  readonly reportFault: (error: unknown) => void;
};

export class RoomChannels {
  readonly #ports: ChannelPorts;

  constructor(ports: ChannelPorts) {
    this.#ports = ports;
  }

  receive(channel: string, message: string): void {
    const room = this.#ports.replicas.get(epochOf([channel]));
    if (room === undefined) return;
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
    const { nodeId, replicas, sync, noteAlive, watcher } = this.#ports;
    const told = parseMessage(message);
    switch (told.kind) {
      case "event":
        return replicas.receive(room, told.entry);
      case "state":
        return replicas.receiveState(room, told.version, told.state);
      case "signal":
        return told.node === nodeId ? undefined : room.deliver(told.text, undefined);
      case "note":
        if (told.node === nodeId) return;
        noteAlive(told.node);
        return watcher()?.noted(room.epoch, told.node, told.text);
      case "name":
        return this.#forgetName(room, told.memberId, told.edition);
      case "trim":
        return replicas.dropUntil(room, told.oldest);
      default:
        // It has ended, has another epoch or is lost: reading it tells.
        void sync.heal(room);
    }
  }

  #forgetName(room: Replica, memberId: string, edition: number): void {
    const { replicas, sync } = this.#ports;
    if (edition !== room.edition + 1) return sync.healSoon(room);
    room.edition = edition;
    replicas.forgetName(room, memberId);
  }
}
