// Bare Bun.serve on several nodes with one Redis: one script numbers a message and publishes it, and every node sends what it
// hears to its sockets. Nothing is checked, kept or recovered.
// Usage: bun server/bench/baseline-servers/bun-redis.ts PORT REDIS. /ws/ROOM?name=NAME joins.
import Redis from "ioredis";

type SocketData = { room: string; user: string; userId: string };

const EPOCH = "k7pq2mfxk7pq";
const PUBLISH = `
local seq = redis.call('INCR', KEYS[1])
redis.call('SPUBLISH', KEYS[2], seq .. ARGV[1])
return seq
`;
const [port = "0", redis = ""] = process.argv.slice(2);
const [commands, subscriber] = [new Redis(redis), new Redis(redis)];
const hash = (await commands.script("LOAD", PUBLISH)) as string;
const channelOf = (room: string) => `bare:{${room}}:events`;
const heard = new Set<string>();
let members = 0;

const server = Bun.serve<SocketData, string>({
  hostname: "127.0.0.1",
  port: Number(port),
  fetch(request, server) {
    const { pathname, searchParams } = new URL(request.url);
    const [, ws, room] = pathname.split("/");
    if (ws !== "ws" || room === undefined) return new Response("bare");
    const data = { room, user: searchParams.get("name") ?? "BraveWolf", userId: `${++members}`.padStart(16, "m") };
    return server.upgrade(request, { data }) ? undefined : new Response("not a socket", { status: 400 });
  },
  websocket: {
    idleTimeout: 60,
    perMessageDeflate: false,
    open(ws) {
      const { room } = ws.data;
      if (!heard.has(room)) void subscriber.ssubscribe(channelOf(room));
      heard.add(room);
      ws.send('{"type":"welcome"}');
      ws.subscribe(room);
    },
    message(ws, frame) {
      const { room, user, userId } = ws.data;
      const { message } = JSON.parse(String(frame));
      const rest = { user, userId, avatar: null, message, timestamp: new Date().toISOString(), roomId: room };
      const tail = `,"id":"${EPOCH}-1234",${JSON.stringify(rest).slice(1)}`;
      void commands.evalsha(hash, 2, `bare:{${room}}`, channelOf(room), tail);
    },
  },
});

subscriber.on("smessage", (channel: string, text: string) => {
  server.publish(channel.slice(channel.indexOf("{") + 1, channel.indexOf("}")), `{"type":"chat","seq":${text}`);
});
