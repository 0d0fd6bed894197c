// The places in rooms with a maximum of members, which Redis gives away one after the other, whichever nodes ask. A place is a
// member's, and each node that has the member holds it. What a node held that is gone is given back when it is needed.
import type { Refusal } from "#protocol/error-codes";
import type { RoomPlaces } from "../../../chat/lib/node-ports.ts";
import type { RunScript } from "./run-script.ts";

export type PlacesPorts = {
  readonly run: RunScript;
  readonly nodeId: string;
  /** The keys of a room and of its places. */
  readonly keysOf: (epoch: string) => readonly [room: string, places: string];
  /** The keys of the nodes that live. */
  readonly nodeKeys: readonly string[];
  readonly notSaved: () => Refusal;
};

export class RedisPlaces implements RoomPlaces {
  readonly #ports: PlacesPorts;

  constructor(ports: PlacesPorts) {
    this.#ports = ports;
  }

  async take(epoch: string, memberId: string, most: number): Promise<boolean | Refusal> {
    const { run, nodeId, keysOf, nodeKeys, notSaved } = this.#ports;
    const keys = keysOf(epoch);
    const limit = Number.isFinite(most) ? most : Number.MAX_SAFE_INTEGER;
    try {
      for (let gone: string[] = []; ; ) {
        const [outcome, ...holders] = await run("takePlace", keys, [memberId, nodeId, limit, ...gone]);
        if (outcome === "ok") return true;
        if (outcome !== "full") return notSaved();
        // It is asked once more without the places of nodes that are gone, and then there are none.
        gone = (await run("goneNodes", nodeKeys, holders.map(String))).map(String);
        if (gone.length === 0) return false;
      }
    } catch {
      return notSaved();
    }
  }

  async giveBack(epoch: string, memberId: string): Promise<boolean> {
    const { run, nodeId, keysOf } = this.#ports;
    return run("givePlaceBack", keysOf(epoch), [memberId, nodeId]).then(
      () => true,
      () => false,
    );
  }
}
