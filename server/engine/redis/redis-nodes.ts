// What all nodes share beside the rooms that they have: single values, letters, the index of all rooms, and the places in them.
import type { AllNodes } from "../../chat/lib/node-ports.ts";
import { RedisMail } from "./nodes/node-mail.ts";
import { RedisRoomIndex } from "./nodes/room-index.ts";
import { RedisPlaces } from "./nodes/room-places.ts";
import type { Link } from "./redis-link.ts";
import { notSaved } from "./redis-refusals.ts";
import { RedisValues } from "./redis-values.ts";
import { listedKey, nodeKeys, placesKeys, roomKeys } from "./room-keys.ts";
import { endOf } from "./wire-format.ts";

export type NodesPorts = {
  readonly prefix: string;
  readonly nodeId: string;
  readonly link: () => Link;
  /** Has what comes on a channel passed on, once something has subscribed to it. */
  readonly listen: (channel: string, listener: (message: string) => void) => void;
  /** Does something until it succeeds. */
  readonly keepTrying: (action: () => Promise<void>) => void;
  readonly reportFault: (error: unknown) => void;
};

/** Returns the index of all rooms in a Redis. */
export const createRoomIndex = (
  prefix: string,
  link: () => Pick<Link, "run">,
  keepTrying: NodesPorts["keepTrying"],
): RedisRoomIndex =>
  new RedisRoomIndex({
    run: (...command) => link().run(...command),
    prefix,
    listedKey: listedKey(prefix),
    roomKeyOf: (epoch) => roomKeys(prefix, epoch)[0] ?? "",
    endOf,
    keepTrying,
    notSaved,
  });

export class RedisNodes implements AllNodes {
  readonly values: RedisValues;
  readonly mail: RedisMail;
  readonly index: RedisRoomIndex;
  readonly places: RedisPlaces;

  constructor({ prefix, nodeId, link, listen, keepTrying, reportFault }: NodesPorts) {
    const publish = (channel: string, message: string) => link().publish(channel, message);
    this.values = new RedisValues(prefix, link);
    this.mail = new RedisMail({ nodeId, prefix, publish, listen, reportFault });
    this.index = createRoomIndex(prefix, link, keepTrying);
    this.places = new RedisPlaces({
      run: (...command) => link().run(...command),
      nodeId,
      keysOf: (epoch) => placesKeys(prefix, epoch),
      nodeKeys: nodeKeys(prefix),
      notSaved,
    });
  }
}
