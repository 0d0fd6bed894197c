// Bun's settings for sockets, and how it calls each one's own callbacks. Rules W9, W11.
import type { ServerWebSocket, WebSocketHandler } from "bun";
import { MAX_FRAME_BYTES } from "#protocol/limits";

type Ws = ServerWebSocket<SocketData>;

/** The callbacks of one socket. */
export interface SocketData {
  open?(ws: Ws): void;
  message?(ws: Ws, frame: string | Buffer): void;
  /** WebSocket's own ping or pong came. */
  control?(): void;
  drain?(): void;
  close?(ws: Ws, code: number): void;
}

/** Measured: with this backpressure limit, a slow reader is cut off before it delays others or takes 1.5 MB, and resumes. */
export const websocketHandler: WebSocketHandler<SocketData> = {
  maxPayloadLength: MAX_FRAME_BYTES,
  backpressureLimit: 512 * 1024,
  closeOnBackpressureLimit: true,
  // OpenSockets pings and ends what is silent, sooner and in more cases than Bun.
  idleTimeout: 120,
  sendPings: false,
  perMessageDeflate: false,
  open: (ws) => ws.data.open?.(ws),
  message: (ws, frame) => ws.data.message?.(ws, frame),
  ping: (ws) => ws.data.control?.(),
  pong: (ws) => ws.data.control?.(),
  drain: (ws) => ws.data.drain?.(),
  close: (ws, code) => ws.data.close?.(ws, code),
};

/** Returns a handler that also keeps a set to the sockets that are open. */
export const trackingHandler = (sockets: Set<Ws>): WebSocketHandler<SocketData> => ({
  ...websocketHandler,
  open(ws) {
    sockets.add(ws);
    ws.data.open?.(ws);
  },
  close(ws, code) {
    sockets.delete(ws);
    ws.data.close?.(ws, code);
  },
});
