// Event streams that count as presence, and POST /api/frames, by which their clients send what others send over a
// WebSocket. Rules N52, W25.
import type { Server } from "bun";
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Cursor } from "#protocol/frames";
import { Session } from "../../chat/connections/session.ts";
import { createOwnerKey } from "../../chat/lib/ids.ts";
import { asSharedEngine, type MaybePromise } from "../../chat/lib/ports.ts";
import type { Room } from "../../chat/room-model/room.ts";
import { StreamSocket } from "../realtime/stream-socket.ts";
import type { AppContext } from "../request/app-context.ts";
import { type Requester, requestToken } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { readText } from "../request/json-body.ts";

/** A stream's key comes with its first event. Whoever has it speaks for the stream's member, so it stands in no address. */
const STREAM_HEADER = "mayfly-stream";

/** A client that wants to join and has sent nothing for so long has not got the stream's key: a proxy holds it back. */
const FIRST_FRAME_MS = 5_000;

/** The kind of letters by which a node hands frames to the one that has their stream. */
const FRAMES = "frames";

const NODE_OF_KEY = /^([0-9a-f]{16})\./;

const NO_STREAM = new Refusal("not_found", "This stream is closed. Open another.");

type OpenStream = { readonly session: Session; readonly socket: StreamSocket; hasSent: boolean };

type StreamOptions = {
  /** Whether it joins at once with the token of the request; otherwise its first frame is to be `join`. */
  readonly joins: boolean;
  readonly cursor: Cursor | undefined;
  /** Called once, when the stream is over. */
  readonly onClosed: () => void;
};

export const createStreamSessions = (context: AppContext) => {
  const { clientAddresses, fanout, openSockets, origins, random, rooms } = context;
  const mail = asSharedEngine(context.engine)?.nodes.mail;
  const open = new Map<string, OpenStream>();

  /** Opens a stream in a room. Its first event is its key. */
  function openStream(room: Room, requester: Requester, { joins, cursor, onClosed }: StreamOptions) {
    const { request, server } = requester;
    const { clock, wheel } = rooms.ports;
    // Frames may come to any node: the key says which one has the stream.
    const key = mail === undefined ? createOwnerKey(random) : `${mail.address}.${createOwnerKey(random)}`;
    const socket: StreamSocket = new StreamSocket(room.founding.epoch, fanout, {
      drain: () => open.get(key)?.session.handleDrain(),
      closed: () => {
        wheel.cancel(held);
        openSockets.delete(socket);
        onClosed();
        session.handleClosed();
        open.delete(key);
      },
      cutAfter: (seconds) => (server as Server<unknown> | null)?.timeout(request, seconds),
    });
    socket.send(JSON.stringify({ type: "stream", key }));
    const session = new Session(socket, room, rooms);
    const stream: OpenStream = { session, socket, hasSent: joins };
    const held = wheel.schedule(clock() + FIRST_FRAME_MS, () => {
      if (!stream.hasSent) context.reportProxyTrouble("stream-held");
    });
    open.set(key, stream);
    openSockets.add(socket, socket);
    const addressDigest = clientAddresses.banDigestOf(requester);
    if (addressDigest !== undefined) rooms.addressBans.setAddress(session, addressDigest);
    if (room.state.entry === "password" || room.isEncrypted)
      rooms.joinRoom.setVisitor(session, clientAddresses.digestOf(requester));
    if (room.isEncrypted) session.askForKey(origins.basesOf(requester));
    if (joins) session.joinWithToken(requestToken(request) ?? "", cursor);
    return socket.body;
  }

  /** Hands the frames of a request, one on each line, to the session of its stream, on whichever node that is. */
  function receive(key: string, frames: string): MaybePromise<Refusal | undefined> {
    const address = mail && NODE_OF_KEY.exec(key)?.[1];
    if (mail === undefined || address === undefined) return receiveHere(key, frames);
    // Also on the node that has it: so they don't overtake those that came to another node before.
    return mail
      .send(address, FRAMES, `${key}\n${frames}`)
      .then((isSent) => (isSent ? undefined : receiveHere(key, frames)));
  }

  function receiveHere(key: string, frames: string): Refusal | undefined {
    const stream = open.get(key);
    if (stream === undefined) return NO_STREAM;
    stream.hasSent = true;
    stream.socket.silentChecks = 0;
    for (const frame of frames.split("\n")) if (frame !== "") stream.session.receive(frame);
    return undefined;
  }

  mail?.onLetter(FRAMES, (text) => {
    const end = text.indexOf("\n");
    receiveHere(text.slice(0, end), text.slice(end + 1));
  });
  return { openStream, receive };
};

export const framesRoute = ({ receive }: ReturnType<typeof createStreamSessions>) =>
  new Elysia({ name: "frames", detail: { tags: ["Messages"] } }).post(
    "/api/frames",
    async ({ body, headers, set }) => {
      const refusal = await receive(headers[STREAM_HEADER] ?? "", body);
      if (refusal !== undefined) return refuse(set, refusal);
      set.status = 204;
    },
    {
      parse: [({ request }: { request: Request }) => readText(request), "text"] as unknown as ["text"],
      body: t.String({ description: "What would be frames of a WebSocket, one on each line" }),
      headers: t.Object({
        [STREAM_HEADER]: t.Optional(t.String({ description: "The key that the stream began with" })),
      }),
      response: { 204: t.Void(), ...ERROR_RESPONSES },
      detail: { summary: "Send frames to your event stream" },
    },
  );
