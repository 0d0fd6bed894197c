// Connections that stop in the middle of something and say nothing more.
import { encodeFrame, OPCODE, RawWebSocket } from "./raw-websocket.ts";

/** What each sends before it falls silent. @param code of a room */
export const halfRequests = (code: string): Readonly<Record<string, string>> => ({
  "nothing at all": "",
  "half a request": "GET / HTTP/1.1\r\nHost: x\r\nX-Half: ",
  "half a body":
    'POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name":',
  "half a handshake": `GET /ws/${code} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA`,
});

type HalfDone = { readonly closed: Promise<void>; terminate(): void };

/** Connects and sends that. Resolves once the system has connected it, which the server may not have noticed. */
export async function sendHalf(port: number, text: string): Promise<HalfDone> {
  const closed = Promise.withResolvers<void>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void (text !== "" && socket.write(text)),
      data: () => undefined,
      close: () => closed.resolve(),
      error: () => closed.resolve(),
    },
  });
  return { closed: closed.promise, terminate: () => socket.terminate() };
}

/** Opens a socket to a room and sends half a frame. */
export async function sendHalfFrame(port: number, code: string): Promise<RawWebSocket> {
  const socket = await RawWebSocket.connect(port, `/ws/${code}`);
  socket.send(encodeFrame({ opcode: OPCODE.text, payload: "x".repeat(100) }).subarray(0, 50));
  return socket;
}
