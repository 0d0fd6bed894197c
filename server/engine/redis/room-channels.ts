// The channels of a room that a node listens to: the one on which all nodes hear of it, and one on which only this node does,
// so that what others answer to a question of one node doesn't come to all. Both are in the slot of the room: what is published
// on one of them comes before what is published on the other afterwards.
import type { Link } from "./redis-link.ts";
import { answersChannel, channelOf, type RoomKeys } from "./room-keys.ts";

export class RoomChannels {
  readonly #link: () => Link;
  readonly #nodeId: string;

  constructor(link: () => Link, nodeId: string) {
    this.#link = link;
    this.#nodeId = nodeId;
  }

  /** Subscribes to a room. What is published after that comes. */
  subscribe(keys: RoomKeys): Promise<void> {
    return this.#link().subscribe(...this.#of(keys));
  }

  unsubscribe(keys: RoomKeys): void {
    this.#link().unsubscribe(...this.#of(keys));
  }

  /**
   * Publishes for all nodes that have the room, or for one of them.
   * @returns how many it has reached; for one that is no longer there, which asks again should it come back, 1; 0 where Redis
   * can't be reached
   */
  async publish(keys: RoomKeys, message: string, to?: string): Promise<number> {
    const link = this.#link();
    if (to === undefined) return link.publish(channelOf(keys), message);
    const reached = await link.publish(answersChannel(keys, to), message);
    return link.isHealthy ? 1 : reached;
  }

  #of(keys: RoomKeys): [string, string] {
    return [channelOf(keys), answersChannel(keys, this.#nodeId)];
  }
}
