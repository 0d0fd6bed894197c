// The same work as bun.ts with socket.io's own rooms, over the WebSocket transport only.
// Usage: node server/bench/baseline-servers/socketio.mjs PORT.
// /socket.io/?EIO=4&transport=websocket&room=ROOM&name=NAME joins.
import { createServer } from "node:http";
import { Server } from "socket.io";

const EPOCH = "k7pq2mfxk7pq";
const seqs = new Map();
let members = 0;

const server = createServer((_, response) => response.end("socket.io"));
const io = new Server(server, { transports: ["websocket"], serveClient: false, maxHttpBufferSize: 64 * 1024 });

io.on("connection", (socket) => {
  const { room, name: user } = socket.handshake.query;
  const userId = `${++members}`.padStart(16, "m");
  socket.join(room);
  socket.on("chat", ({ message }) => {
    if (typeof message !== "string" || message.length > 4000) return;
    const seq = (seqs.get(room) ?? 0) + 1;
    seqs.set(room, seq);
    const timestamp = new Date().toISOString();
    const id = `${EPOCH}-${seq}`;
    io.to(room).emit("chat", { type: "chat", id, seq, user, userId, avatar: null, message, timestamp, roomId: room });
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1");
