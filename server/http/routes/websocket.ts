// GET /ws/{code}: upgrades to a raw Bun socket and hands its frames to a Session. Decides nothing. Rules W1, W9, W11.
import type { ServerWebSocket, WebSocketHandler } from "bun";
import { Elysia } from "elysia";
import { CLOSE, Refusal } from "#protocol/error-codes";
import { FRAME_BYTES } from "#protocol/limits";
import { Session } from "../../chat/connections/session.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { Node } from "../request/app-context.ts";
import { addressToken, askedBy } from "../request/authenticate.ts";
import { refuse } from "../request/errors.ts";
import { STOPPING } from "./health.ts";

type Ws = ServerWebSocket<SocketData>;

/** What Bun calls for one socket, if there is something to do. */
export interface SocketData {
  open?(ws: Ws): void;
  message?(ws: Ws, frame: string | Buffer): void;
  drain?(): void;
  close?(ws: Ws): void;
}

/** Measured: a reader this far behind is cut off before it costs the others, or 1.5 MB, and comes back with its cursor. */
export const websocket: WebSocketHandler<SocketData> = {
  maxPayloadLength: FRAME_BYTES,
  backpressureLimit: 512 * 1024,
  closeOnBackpressureLimit: true,
  idleTimeout: 60,
  perMessageDeflate: false,
  open: (ws) => ws.data.open?.(ws),
  message: (ws, frame) => ws.data.message?.(ws, frame),
  drain: (ws) => ws.data.drain?.(),
  close: (ws) => ws.data.close?.(ws),
};

/** A browser shows its token as the second protocol it could speak: it can set no other header. */
const PROTOCOL = "mayfly";

/** There is no such room: a browser can read a close code, but not the status of a refused upgrade. */
const turnedAway = ({ code }: Refusal): SocketData => ({
  open: (ws) => ws.close(code === "ended" ? CLOSE.roomEnded : CLOSE.noSuchRoom, code),
});

/** What Bun calls for an open socket is its session itself: an object between them would be one more to keep and to reach. */
const arrivals = (node: Node) => {
  class Connection extends Session implements SocketData {
    message(_ws: Ws, frame: string | Buffer): void {
      this.receive(frame);
    }

    drain(): void {
      this.drained();
    }

    close(ws: Ws): void {
      node.sockets.delete(ws);
      this.closed();
    }
  }
  /** @param token of the address @param place where it comes from, where that matters */
  return (room: Room, token: string | undefined, place: string | undefined): SocketData => ({
    open(ws) {
      node.sockets.add(ws);
      const connection = new Connection(ws, room, node.rooms);
      ws.data = connection;
      if (place !== undefined) node.rooms.places.note(connection, place);
      if (token !== undefined) connection.joinWith(token);
    },
  });
};

export const socket = (node: Node) => {
  const arrival = arrivals(node);
  return new Elysia({ name: "socket" }).get(
    "/ws/:code",
    ({ request, server, params, set }) => {
      if (node.isStopping()) return refuse(set, STOPPING);
      if (!node.origins.mayConnect(request)) {
        return refuse(set, new Refusal("not_allowed", "Pages of this origin may not connect."));
      }
      const token = addressToken(request);
      const shown = shownToken(request);
      const given = token ?? shown;
      const proved = given === undefined ? undefined : node.tokens.verify(given);
      const from = askedBy(request, server);
      const place = node.visitors.placeOf(from);
      const member = proved instanceof Refusal ? undefined : proved;
      const room = node.visitors.find(node.rooms, params.code, { ...from, member });
      if (room instanceof Refusal && room.code === "slow_down") return refuse(set, room);
      const data = room instanceof Refusal ? turnedAway(room) : arrival(room, token, place);
      const headers = shown === undefined ? undefined : { "sec-websocket-protocol": PROTOCOL };
      // The upgrade is the answer.
      if (server?.upgrade(request, { data: data as never, ...(headers && { headers }) })) return;
      return refuse(set, new Refusal("malformed", "Connect with a WebSocket."));
    },
    { detail: { hide: true } },
  );
};

/** The TOKEN of `Sec-WebSocket-Protocol: mayfly, TOKEN`; empty where there is none beside. */
function shownToken(request: Request): string | undefined {
  const [protocol, token = ""] = (request.headers.get("sec-websocket-protocol") ?? "").split(",");
  return protocol?.trim() === PROTOCOL ? token.trim() : undefined;
}
