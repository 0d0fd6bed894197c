// The same on the `ws` package: a room is a set of sockets, and a message is encoded once and sent to each of them.
// Started as `node server/bench/rivals/ws.mjs PORT`; spoken to as rivals/bun.ts is.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const EPOCH = "k7pq2mfxk7pq";
/** What is in a room, by its name. */
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
    // Bytes, so that it isn't encoded anew for each.
    const text = Buffer.from(JSON.stringify(event));
    for (const one of room.present) one.send(text, { binary: false });
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
