// GET /ws/{code}: upgrades to a raw Bun socket and hands its frames to a Session. Rules W1, W9, W11, W22, W26 to W29, G5.
import type { Server, ServerWebSocket } from "bun";
import { Elysia } from "elysia";
import { CLOSE, Refusal } from "#protocol/error-codes";
import { Session } from "../../chat/connections/session.ts";
import { OpenPerVisitor, type VisitorCount } from "../../chat/lib/open-per-visitor.ts";
import { countRefusal } from "../../chat/lib/refusal-counts.ts";
import type { Room } from "../../chat/room-model/room.ts";
import { IdleCuts } from "../realtime/idle-cuts.ts";
import type { Silence } from "../realtime/open-sockets.ts";
import type { SocketData } from "../realtime/websocket-handler.ts";
import type { AppContext } from "../request/app-context.ts";
import { queryToken } from "../request/authenticate.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { refuse } from "../request/errors.ts";
import { OPEN_AT_A_TIME } from "../request/rate-limits.ts";
import { createRoomAccess } from "../request/room-access.ts";
import { STOPPING } from "./health.ts";

type Ws = ServerWebSocket<SocketData>;

/** A browser can set no header but this one, so it sends its token as a second protocol. */
const PROTOCOL = "mayfly";

const FOREIGN_PAGE = new Refusal("wrong_origin", "Pages from this origin can't connect.");
const BAD_UPGRADE = new Refusal("malformed", "This isn't a valid WebSocket handshake.");
const UPGRADE_NEEDED = new Refusal("upgrade_needed", "Connect with a WebSocket.");

/** `doctor` is no room's code. */
const PROBE_CODE = "doctor";
const MAX_PROBE_FRAMES = 8;

/** What Bun says of a socket that ended without a close frame. */
const BROKEN_OFF = 1006;

/** Accepts the socket and closes it: a browser can read a close code, but not the status of a refused upgrade. */
const closeWithCode = (code: number, reason: string): SocketData => ({ open: (ws) => ws.close(code, reason) });

const closeWithoutRoom = ({ code }: Refusal): SocketData => {
  countRefusal(code);
  return closeWithCode(code === "ended" ? CLOSE.roomEnded : CLOSE.noSuchRoom, code);
};

/** Answers a few frames and is silent otherwise, for whoever tests whether sockets get through and for how long. Rule N56. */
function createProbe(openProbes: OpenPerVisitor, visitor: string | undefined): SocketData {
  let counted: VisitorCount | undefined;
  let frames = 0;
  return {
    open: () => {
      counted = openProbes.add(visitor);
    },
    message: (ws) => (++frames > MAX_PROBE_FRAMES ? ws.close(CLOSE.tooManyFrames, "too many frames") : ws.send("pong")),
    close: () => openProbes.remove(counted),
  };
}

/** Bun's callbacks are methods of the session itself, which saves an object for each socket and a call for each frame. */
const createSocketFactory = (context: AppContext) => {
  const { socketsPerVisitor: openPerVisitor } = context;
  const { clock, engine } = context.rooms.ports;
  const idleCuts = new IdleCuts(() => context.reportProxyTrouble("idle-cut"));
  class Connection extends Session implements SocketData, Silence {
    readonly openedAt = clock();
    readonly #openedHead = this.#head;
    counted: VisitorCount | undefined;
    silentChecks = 0;

    /** 0 where history can't be read, which whoever joins is told. */
    get #head(): number {
      try {
        return engine.history(this.room.founding.epoch).head;
      } catch {
        return 0;
      }
    }

    message(_ws: Ws, frame: string | Buffer): void {
      this.silentChecks = 0;
      this.receive(frame);
    }

    control(): void {
      this.silentChecks = 0;
      this.receiveControl();
    }

    drain(): void {
      this.handleDrain();
    }

    close(ws: Ws, code: number): void {
      if (code === BROKEN_OFF && !this.room.isEnded) {
        idleCuts.note(this.openedAt, clock(), this.#head - this.#openedHead);
      }
      context.openSockets.delete(ws);
      openPerVisitor.remove(this.counted);
      this.handleClosed();
    }
  }
  /**
   * @param visitor undefined where nobody is limited
   * @param token from the query
   * @param addressDigest undefined where address bans are off
   * @param secretVisitor undefined where the room has neither password nor key
   * @param bases what the client may call this server, where the room is encrypted
   */
  return (
    room: Room,
    visitor: string | undefined,
    token: string | undefined,
    addressDigest: string | undefined,
    secretVisitor: string | undefined,
    bases: readonly string[] | undefined,
  ): SocketData => ({
    open(ws) {
      const connection = new Connection(ws, room, context.rooms);
      connection.counted = openPerVisitor.add(visitor);
      if (connection.counted !== undefined && openPerVisitor.hasNearlyAll(connection.counted)) {
        context.reportProxyTrouble("one-address");
      }
      ws.data = connection;
      context.openSockets.add(ws, connection);
      if (addressDigest !== undefined) context.rooms.addressBans.setAddress(connection, addressDigest);
      if (secretVisitor !== undefined) context.rooms.joinRoom.setVisitor(connection, secretVisitor);
      if (bases !== undefined) connection.askForKey(bases);
      if (token !== undefined) connection.joinWithToken(token);
    },
  });
};

/**
 * Returns a function that upgrades a request to a socket of the room of that code, after which Bun answers by itself. It
 * returns why a request can't be upgraded. Where it can't be known whether there is such a room, whose `unknown` says why, the
 * socket is closed so that its client comes back.
 */
export const createUpgrade = (context: AppContext) => {
  const { findRoom } = createRoomAccess(context);
  const createSocketData = createSocketFactory(context);
  /** The sockets turned away are limited as well, because each stays open until its client has closed it, too. */
  const turnAway = (client: ClientRequest): SocketData | Refusal => {
    const refusal = context.rateLimits.spend("turnedAway", client);
    if (refusal !== undefined) return refusal;
    countRefusal("slow_down");
    return closeWithCode(CLOSE.tooManySockets, "too many sockets");
  };
  /** Returns why no socket is opened for this visitor now; undefined where nothing speaks against it. */
  const crowdedOut = (client: ClientRequest, visitor: string | undefined): SocketData | Refusal | undefined => {
    if (context.openSockets.count >= context.maxSockets) {
      context.reportProxyTrouble("all-sockets");
      return turnAway(client);
    }
    if (visitor === undefined) return undefined;
    const most = context.clientAddresses.maxSocketsOf(client);
    if (!Number.isFinite(most)) return undefined;
    if (context.socketsPerVisitor.isFull(visitor, most)) {
      context.reportProxyTrouble("crowd");
      return turnAway(client);
    }
    return context.rateLimits.spend("sockets", client) && turnAway(client);
  };
  const findSocketData = (
    code: string,
    client: ClientRequest,
    token: string | undefined,
    anyToken: string | undefined,
  ): SocketData | Refusal => {
    const proved = anyToken === undefined ? undefined : context.tokens.verify(anyToken);
    const member = proved instanceof Refusal ? undefined : proved;
    const visitor = context.rateLimits.visitorOf(client);
    const turnedAway = crowdedOut(client, visitor);
    if (turnedAway !== undefined) return turnedAway;
    const addressDigest = context.clientAddresses.banDigestOf(client);
    const room = findRoom(code, { ...client, member });
    if (room instanceof Refusal) return room.code === "slow_down" ? room : closeWithoutRoom(room);
    const hasSecret = room.state.entry === "password" || room.isEncrypted;
    const secretVisitor = hasSecret ? context.clientAddresses.digestOf(client) : undefined;
    const bases = room.isEncrypted ? context.origins.basesOf(client) : undefined;
    return createSocketData(room, visitor, token, addressDigest, secretVisitor, bases);
  };
  const openProbes = new OpenPerVisitor(OPEN_AT_A_TIME.probes);
  const findProbe = (client: ClientRequest): SocketData | Refusal => {
    const visitor = context.rateLimits.visitorOf(client);
    if (openProbes.isFull(visitor)) return turnAway(client);
    return context.rateLimits.spend("probes", client) ?? createProbe(openProbes, visitor);
  };
  return (request: Request, server: Server<unknown> | null, code: string, unknown?: Refusal): Refusal | undefined => {
    if (context.isStopping()) return STOPPING;
    if (!context.origins.mayConnect({ request, server })) return FOREIGN_PAGE;
    const token = queryToken(request);
    const tokenInProtocol = protocolToken(request);
    const client = { request, server };
    const data =
      unknown !== undefined
        ? closeWithCode(CLOSE.restarting, unknown.code)
        : code === PROBE_CODE
          ? findProbe(client)
          : findSocketData(code, client, token, token ?? tokenInProtocol);
    if (data instanceof Refusal) return data;
    const headers = tokenInProtocol === undefined ? undefined : { "sec-websocket-protocol": PROTOCOL };
    if (server?.upgrade(request, { data, ...(headers && { headers }) })) return undefined;
    if (isUpgrade(request)) return BAD_UPGRADE;
    context.origins.noteMissingUpgrade(request);
    return UPGRADE_NEEDED;
  };
};

/** Returns whether a request asks for a socket. */
export const isUpgrade = (request: Request): boolean => request.headers.get("upgrade")?.toLowerCase() === "websocket";

/** The headers of a refusal, beside those of every answer. */
export const upgradeRefusalHeaders = (refusal: Refusal): Record<string, string> =>
  refusal === UPGRADE_NEEDED ? { upgrade: "websocket", connection: "Upgrade" } : {};

export const websocketRoute = (upgrade: ReturnType<typeof createUpgrade>) =>
  new Elysia({ name: "websocket" }).get(
    "/ws/:code",
    ({ request, server, params, set }) => {
      const refusal = upgrade(request, server, params.code);
      if (refusal === undefined) return;
      Object.assign(set.headers, upgradeRefusalHeaders(refusal));
      return refuse(set, refusal);
    },
    { detail: { hide: true } },
  );

/** Returns the TOKEN of `Sec-WebSocket-Protocol: mayfly, TOKEN`: undefined without `mayfly`, "" without a token. */
function protocolToken(request: Request): string | undefined {
  const [protocol, token = ""] = (request.headers.get("sec-websocket-protocol") ?? "").split(",");
  return protocol?.trim() === PROTOCOL ? token.trim() : undefined;
}
