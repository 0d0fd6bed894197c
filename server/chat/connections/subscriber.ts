import { CLOSE } from "#protocol/error-codes";
import type { Cursor } from "#protocol/frames";
import { can } from "#protocol/roles";
import { encodeForgotten } from "../joining/leave-room.ts";
import { batchTopic, type Socket } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { RosterMember } from "../room-model/roster.ts";
import type { Rooms } from "../room-registry/rooms.ts";
import { BaseConnection } from "./base-connection.ts";
import { createWelcome, sendMissed } from "./resume.ts";

/**
 * A socket that receives a room's frames: first the welcome, then the events it missed, page by page as fast as it reads,
 * then every new frame. Rules H5, H6, W17.
 */
export abstract class Subscriber extends BaseConnection {
  readonly room: Room;
  protected readonly rooms: Rooms;
  /** The last seq sent while the socket catches up. The socket is subscribed only once it is live. */
  #position: number | "outside" | "live" = "outside";
  /** Whether the client accepts several frames in one WebSocket message. */
  protected takesBatches = false;

  constructor(socket: Socket, room: Room, rooms: Rooms) {
    super(socket);
    this.room = room;
    this.rooms = rooms;
  }

  /** Continues to catch up. Called when the socket's full buffer has drained. */
  handleDrain(): void {
    if (typeof this.#position === "number" && !this.isClosed) this.#catchUp(this.#position);
  }

  /** Subscribes to batches where the room is hot and the client takes them, otherwise to single frames. */
  updateTopic(): void {
    if (this.#position !== "live" || !this.takesBatches) return;
    const { epoch } = this.room.founding;
    const [from, to] = this.room.hotRoom.isHot ? [epoch, batchTopic(epoch)] : [batchTopic(epoch), epoch];
    this.socket.unsubscribe(from);
    this.socket.subscribe(to);
  }

  protected get reportFault() {
    return this.rooms.ports.reportFault;
  }

  /** Sends the welcome and subscribes. Both happen in one turn of the event loop, so that nothing is missed between them. */
  protected welcome(member: RosterMember, cursor: Cursor | undefined): void {
    const mayAdmit = can(this.room.roleOf(member.id), "admit");
    const knocks = mayAdmit ? this.rooms.knocks.list(this.room) : [];
    const { text, seq, more } = createWelcome(this.rooms.ports, this.room, member, cursor, knocks);
    let sent = this.socket.send(text);
    // They may have come back with a name that was to be forgotten meanwhile.
    if (cursor !== undefined) for (const id of this.room.forgotten) sent = this.socket.send(encodeForgotten(id));
    if (!more) this.#subscribe();
    else if (sent > 0) this.#catchUp(seq);
    else this.#position = seq;
  }

  #catchUp(fromSeq: number): void {
    const { epoch } = this.room.founding;
    const position = sendMissed(this.rooms.ports.engine, this.socket, epoch, fromSeq);
    if (position === "lost") return this.disconnect(CLOSE.tooSlow, "too slow");
    if (position === "caught up") this.#subscribe();
    else this.#position = position;
  }

  #subscribe(): void {
    const { epoch } = this.room.founding;
    this.#position = "live";
    // The waiting batch is sent first, because its events were in the welcome already.
    this.rooms.ports.fanout.flush(epoch);
    this.socket.subscribe(this.takesBatches && this.room.hotRoom.isHot ? batchTopic(epoch) : epoch);
  }
}
