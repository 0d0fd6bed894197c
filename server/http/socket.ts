// GET /ws/{code}: upgrades to a raw Bun socket and hands its frames to a Session. Decides nothing. Rules W1, W9, W11.
import type { ServerWebSocket } from "bun";
import { Elysia } from "elysia";
import { CLOSE, Refusal } from "#protocol/codes";
import { FRAME_BYTES } from "#protocol/limits";
import type { Room } from "../chat/room.ts";
import { Session } from "../chat/session.ts";
import { refuse } from "./answers.ts";
import { STOPPING } from "./health.ts";
import { addressToken, askedBy } from "./identify.ts";
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

/** The token in the address, and where the socket comes from, where that matters. */
type Joining = { readonly token: string | undefined; readonly place: string | undefined };

/** A browser shows its token as the second protocol it could speak: it can set no other header. */
const PROTOCOL = "mayfly";

/** What Bun calls for one socket. Methods of a class, for a closure each would weigh more than the session. */
class Connection {
  readonly #node: Node;
  readonly #room: Room;
  #joining: Joining | undefined;
  #session: Session | undefined;

  constructor(node: Node, room: Room, joining: Joining | undefined) {
    this.#node = node;
    this.#room = room;
    this.#joining = joining;
  }

  open(ws: Ws): void {
    this.#node.sockets.add(ws);
    this.#session = new Session(ws, this.#room, this.#node.rooms);
    const { token, place } = this.#joining ?? {};
    if (place !== undefined) this.#node.rooms.places.note(this.#session, place);
    if (token !== undefined) this.#session.joinWith(token);
    this.#joining = undefined;
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
      const token = addressToken(request);
      const shown = shownToken(request);
      const given = token ?? shown;
      const proved = given === undefined ? undefined : node.tokens.verify(given);
      const from = askedBy(request, server);
      const place = node.visitors.placeOf(from);
      const member = proved instanceof Refusal ? undefined : proved;
      const room = node.visitors.find(node.rooms, params.code, { ...from, member });
      if (room instanceof Refusal && room.code === "slow_down") return refuse(set, room);
      const joining = token === undefined && place === undefined ? undefined : { token, place };
      const data = room instanceof Refusal ? new NoRoom(room) : new Connection(node, room, joining);
      const headers = shown === undefined ? undefined : { "sec-websocket-protocol": PROTOCOL };
      // The upgrade is the answer.
      if (server?.upgrade(request, { data: data as never, ...(headers && { headers }) })) return;
      return refuse(set, new Refusal("malformed", "Connect with a WebSocket."));
    },
    { detail: { hide: true } },
  );

/** The TOKEN of `Sec-WebSocket-Protocol: mayfly, TOKEN`; empty where there is none beside. */
function shownToken(request: Request): string | undefined {
  const [protocol, token = ""] = (request.headers.get("sec-websocket-protocol") ?? "").split(",");
  return protocol?.trim() === PROTOCOL ? token.trim() : undefined;
}
