import { DAY_MS } from "#protocol/limits";
import type { Ports } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { RoomConnection } from "../room-model/room-connection.ts";

/**
 * Bans by address, if the operator has turned this on. A ban keeps digests of addresses that are specific to one room and
 * day, so that they can't be compared with those of other rooms or days. Rule G6.
 */
export class AddressBans {
  readonly #ports: Pick<Ports, "clock" | "digest">;
  /** Address digests of open sockets. */
  readonly #byConnection = new WeakMap<RoomConnection, string>();

  constructor(ports: Pick<Ports, "clock" | "digest">) {
    this.#ports = ports;
  }

  /** Remembers the digest of the address that a socket comes from. */
  setAddress(connection: RoomConnection, addressDigest: string): void {
    this.#byConnection.set(connection, addressDigest);
  }

  /** Returns the digest of the address a socket comes from, where it is known. */
  addressOf(connection: RoomConnection): string | undefined {
    return this.#byConnection.get(connection);
  }

  /** Returns the digests that a ban of the member keeps: of the addresses of their open sockets. */
  digestsToBan(room: Room, memberId: string): readonly string[] {
    const sessions = room.roster.get(memberId)?.sessions ?? [];
    const addresses = new Set(sessions.flatMap((session) => this.#byConnection.get(session) ?? []));
    return Array.from(addresses, (address) => this.#digestOn(room, address, this.#ports.clock()));
  }

  /** Returns whether a ban of today or yesterday covers this address. */
  isBannedAddress(room: Room, addressDigest: string): boolean {
    const banned = [...room.state.bans.values()].flatMap(({ places }) => places ?? []);
    if (banned.length === 0) return false;
    const now = this.#ports.clock();
    return [now, now - DAY_MS].some((day) => banned.includes(this.#digestOn(room, addressDigest, day)));
  }

  /** The digested text is part of the data file's format. */
  #digestOn(room: Room, addressDigest: string, at: number): string {
    return this.#ports.digest(`place ${Math.floor(at / DAY_MS)} ${room.founding.epoch} ${addressDigest}`);
  }
}
