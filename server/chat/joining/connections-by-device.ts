import type { Room } from "../room-model/room.ts";

/** A socket or an event stream. */
export interface DeviceConnection {
  /** Closes it because its device was signed out. */
  closeSignedOut(): void;
}

/**
 * Keeps the connections of each signed-in device of an account, to close them when the device is signed out (U8). When a
 * guest registers an account, their connections become those of the device (U5). A guest's sockets that have joined are
 * found in the rosters, so they are not kept here.
 */
export class ConnectionsByDevice {
  /** The device of each connection, or the member where a guest has it open. */
  readonly #owners = new Map<DeviceConnection, string>();

  /** @param owner the device, or the guest's member id */
  add(connection: DeviceConnection, owner: string): void {
    this.#owners.set(connection, owner);
  }

  remove(connection: DeviceConnection): void {
    this.#owners.delete(connection);
  }

  /** Removes a guest's socket that has joined: the room's roster has it now. */
  removeGuest(connection: DeviceConnection, memberId: string): void {
    if (this.#owners.get(connection) === memberId) this.#owners.delete(connection);
  }

  /** Makes a guest's connections the device's from now on. @param rooms where the guest is present */
  assignToDevice(memberId: string, signIn: string, rooms: readonly Room[]): void {
    for (const [connection, owner] of this.#owners) if (owner === memberId) this.#owners.set(connection, signIn);
    for (const { roster } of rooms) {
      for (const session of roster.get(memberId)?.sessions ?? []) this.#owners.set(session, signIn);
    }
  }

  /** Closes the connections of these devices. */
  closeDevices(signIns: ReadonlySet<string>): void {
    for (const [connection, owner] of [...this.#owners]) if (signIns.has(owner)) connection.closeSignedOut();
  }
}
