// The part of a socket that reads: its welcome, what it missed, page by page as it keeps up, then everything as it happens.
// Rules H5, H6, W17.
import { CLOSE } from "#protocol/error-codes";
import type { Cursor } from "#protocol/frames";
import { may } from "#protocol/roles";
import { gathered, type Socket } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { Present } from "../room-model/roster.ts";
import type { Rooms } from "../room-registry/rooms.ts";
import { Line } from "./base-connection.ts";
import { catchUp, welcome } from "./resume.ts";

export abstract class Follower extends Line {
  readonly room: Room;
  protected readonly rooms: Rooms;
  /** While catching up, the last seq sent: it is not subscribed before it is live. */
  #stand: number | "outside" | "live" = "outside";
  /** Its client takes several frames in one. */
  protected takesBatches = false;

  constructor(socket: Socket, room: Room, rooms: Rooms) {
    super(socket);
    this.room = room;
    this.rooms = rooms;
  }

  /** The socket has room again after it was too full to send. */
  drained(): void {
    if (typeof this.#stand === "number" && !this.isClosed) this.#catchUp(this.#stand);
  }

  /** The room is busy from now on, or no more. */
  heatChanged(): void {
    if (this.#stand !== "live" || !this.takesBatches) return;
    const { epoch } = this.room.founding;
    const [from, to] = this.room.heat.isHot ? [epoch, gathered(epoch)] : [gathered(epoch), epoch];
    this.socket.unsubscribe(from);
    this.socket.subscribe(to);
  }

  protected get fault() {
    return this.rooms.ports.fault;
  }

  // Sending the snapshot and subscribing happen in one turn of the event loop, so nothing falls between them.
  protected welcome(present: Present, cursor: Cursor | undefined): void {
    const mayAdmit = may(this.room.roleOf(present.id), "admit");
    const knocks = mayAdmit ? this.rooms.knocks.list(this.room) : [];
    const { text, seq, more } = welcome(this.rooms.ports, this.room, present, cursor, knocks);
    const sent = this.socket.send(text);
    if (!more) this.#subscribe();
    else if (sent > 0) this.#catchUp(seq);
    else this.#stand = seq;
  }

  #catchUp(fromSeq: number): void {
    const { epoch } = this.room.founding;
    const stand = catchUp(this.rooms.ports.engine, this.socket, epoch, fromSeq);
    if (stand === "lost") return this.disconnect(CLOSE.tooSlow, "too slow");
    if (stand === "caught up") this.#subscribe();
    else this.#stand = stand;
  }

  #subscribe(): void {
    const { epoch } = this.room.founding;
    this.#stand = "live";
    // What is gathered so far was in the snapshot.
    this.rooms.ports.fanout.flush(epoch);
    this.socket.subscribe(this.takesBatches && this.room.heat.isHot ? gathered(epoch) : epoch);
  }
}
