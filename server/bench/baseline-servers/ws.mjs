// The same work as bun.ts with the `ws` package: a room is a set of sockets; a message is encoded once and sent to each.
// Usage: node server/bench/baseline-servers/ws.mjs PORT. The protocol is that of bun.ts.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const EPOCH = "k7pq2mfxk7pq";
/** The seq and the sockets of each room, by its name. */
const rooms = new Map();
let members = 0;

const server = createServer((_, response) => response.end("ws"));
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 64 * 1024 });

sockets.on("connection", (socket, request) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const code = pathname.split("/")[2];
  const user = searchParams.get("name") ?? "BraveWolf";
  const userId = `${++members}`.padStart(16, "m");
  const room = rooms.get(code) ?? { seq: 0, present: new Set() };
  rooms.set(code, room);
  socket.send('{"type":"welcome"}');
  room.present.add(socket);
  socket.on("close", () => room.present.delete(socket));
  socket.on("message", (frame) => {
    const { type, message } = JSON.parse(frame);
    if (type !== "chat" || typeof message !== "string" || message.length > 4000) return;
    const seq = ++room.seq;
    const timestamp = new Date().toISOString();
    const event = { type, id: `${EPOCH}-${seq}`, seq, user, userId, avatar: null, message, timestamp, roomId: code };
    // Bytes, so that the text is not encoded again for each socket.
    const text = Buffer.from(JSON.stringify(event));
    for (const one of room.present) one.send(text, { binary: false });
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
