// GET /ws/{code}: upgrades to a raw Bun socket and hands its frames to a Session. Decides nothing. Rules W1, W9, W11.
import type { ServerWebSocket } from "bun";
import { Elysia } from "elysia";
import { CLOSE, Refusal } from "#protocol/codes";
import { FRAME_BYTES } from "#protocol/limits";
import type { Room } from "../chat/room.ts";
import { Session } from "../chat/session.ts";
import { refuse } from "./answers.ts";
import { STOPPING } from "./health.ts";
import { addressToken } from "./identify.ts";
import type { Node } from "./node.ts";

/** Measured: a reader this far behind is cut off before it costs the others, or 1.5 MB, and comes back with its cursor. */
export const SOCKET_OPTIONS = {
  maxPayloadLength: FRAME_BYTES,
  backpressureLimit: 512 * 1024,
  closeOnBackpressureLimit: true,
  idleTimeout: 60,
  perMessageDeflate: false,
} as const;

type Ws = ServerWebSocket<unknown>;

/** What Bun calls for one socket. Methods of a class, for a closure each would weigh more than the session. */
class Connection {
  readonly #node: Node;
  readonly #room: Room;
  #token: string | undefined;
  #session: Session | undefined;

  constructor(node: Node, room: Room, token: string | undefined) {
    this.#node = node;
    this.#room = room;
    this.#token = token;
  }

  open(ws: Ws): void {
    this.#node.sockets.add(ws);
    this.#session = new Session(ws, this.#room, this.#node.rooms);
    if (this.#token !== undefined) this.#session.joinWith(this.#token);
    this.#token = undefined;
  }

  message(_ws: Ws, frame: string | Buffer): void {
    this.#session?.receive(frame);
  }

  drain(): void {
    this.#session?.drained();
  }

  close(ws: Ws): void {
    this.#node.sockets.delete(ws);
    this.#session?.closed();
  }
}

/** There is no such room: a browser can read a close code, but not the status of a refused upgrade. */
class NoRoom {
  readonly #refusal: Refusal;

  constructor(refusal: Refusal) {
    this.#refusal = refusal;
  }

  open(ws: Ws): void {
    const { code } = this.#refusal;
    ws.close(code === "ended" ? CLOSE.roomEnded : CLOSE.noSuchRoom, code);
  }
}

export const socket = (node: Node) =>
  new Elysia({ name: "socket" }).get(
    "/ws/:code",
    ({ request, server, params, set }) => {
      if (node.isStopping()) return refuse(set, STOPPING);
      if (!node.origins.mayConnect(request)) {
        return refuse(set, new Refusal("not_allowed", "Pages of this origin may not connect."));
      }
      const room = node.visitors.find(node.rooms, params.code, {
        request,
        address: server?.requestIP(request)?.address,
      });
      if (room instanceof Refusal && room.code === "slow_down") return refuse(set, room);
      const data = room instanceof Refusal ? new NoRoom(room) : new Connection(node, room, addressToken(request));
      // The upgrade is the answer.
      if (server?.upgrade(request, { data: data as never })) return;
      return refuse(set, new Refusal("malformed", "Connect with a WebSocket."));
    },
    { detail: { hide: true } },
  );
