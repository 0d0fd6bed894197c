// Bare Bun.serve and server.publish, doing only what every chat server must do.
// Usage: bun server/bench/baseline-servers/bun.ts PORT. /ws/ROOM?name=NAME joins; a `chat` frame is sent to the whole room.
// POST /api/rooms/ROOM/messages answers with the event, and is sent to the room, too; rooms and sessions are given to all.
import { MAX_FRAME_BYTES } from "#protocol/limits";

type SocketData = { room: string; user: string; userId: string };

/** As long as Mayfly's own epochs, so that both servers send the same number of bytes. */
const EPOCH = "k7pq2mfxk7pq";
/** As long as Mayfly's own, likewise. */
const TOKEN_LENGTH = 190;
const seqs = new Map<string, number>();
let members = 0;

function chatEvent(room: string, user: string, userId: string, message: string): string {
  const seq = (seqs.get(room) ?? 0) + 1;
  seqs.set(room, seq);
  const timestamp = new Date().toISOString();
  const id = `${EPOCH}-${seq}`;
  return JSON.stringify({ type: "chat", id, seq, user, userId, avatar: null, message, timestamp, roomId: room });
}

const server = Bun.serve<SocketData, string>({
  hostname: "127.0.0.1",
  port: Number(process.argv[2] ?? 0),
  routes: {
    "/api/rooms": { POST: () => Response.json({ room: { code: "rrrrrrrr" } }) },
    "/api/sessions": { POST: () => Response.json({ token: "t".repeat(TOKEN_LENGTH) }) },
    "/api/rooms/:room/messages": {
      POST: async (request) => {
        const room = request.params.room ?? "";
        const { message } = (await request.json()) as { message: unknown };
        if (typeof message !== "string" || message.length > 4000) return new Response(null, { status: 400 });
        const event = chatEvent(room, "BraveWolf", "m".repeat(16), message);
        server.publish(room, event);
        return new Response(event, { status: 201, headers: { "content-type": "application/json;charset=utf-8" } });
      },
    },
  },
  fetch(request, server) {
    const { pathname, searchParams } = new URL(request.url);
    const [, ws, room] = pathname.split("/");
    if (ws !== "ws" || room === undefined) return new Response("bare");
    const data = { room, user: searchParams.get("name") ?? "BraveWolf", userId: `${++members}`.padStart(16, "m") };
    return server.upgrade(request, { data }) ? undefined : new Response("not a socket", { status: 400 });
  },
  websocket: {
    maxPayloadLength: MAX_FRAME_BYTES,
    backpressureLimit: 1024 * 1024,
    closeOnBackpressureLimit: true,
    idleTimeout: 60,
    perMessageDeflate: false,
    open(ws) {
      ws.send('{"type":"welcome"}');
      ws.subscribe(ws.data.room);
    },
    message(ws, frame) {
      const { room, user, userId } = ws.data;
      const { type, message } = JSON.parse(String(frame));
      if (type !== "chat" || typeof message !== "string" || message.length > 4000) return;
      server.publish(room, chatEvent(room, user, userId, message));
    },
  },
});

process.stdout.write(`http://127.0.0.1:${server.port}\n`);
