// A socket on one interface, over which everybody in its network hears each other. Rules N27, N29.
import { createSocket, type Socket } from "node:dgram";
import { MDNS_PORT, type Peer } from "./question-answers.ts";

const MDNS_GROUP = "224.0.0.251";
/** As RFC 6762 asks, for receivers that still look at it. */
const MAX_HOPS = 255;

export type MulticastSocket = {
  /** @param peer left out for everybody. What can't be sent is lost, as on any network. */
  send(message: Uint8Array, peer?: Peer): void;
  /** Resolves when everything is sent. */
  close(): Promise<void>;
};

/**
 * Opens a socket on the interface with this IPv4 address.
 * @param port that of mDNS, which programs share, or 0 for a port of one's own, to ask from
 * @param onLost is called when the socket has closed by itself
 * @throws the system's error
 */
export async function openMulticastSocket(
  from: string,
  port: typeof MDNS_PORT | 0,
  onMessage: (message: Uint8Array, peer: Peer) => void,
  onLost: () => void,
): Promise<MulticastSocket> {
  const socket = createSocket({ type: "udp4", reuseAddr: port !== 0 });
  socket.on("message", (message, { address, port }) => onMessage(message, { address, port }));
  await bind(socket, port, from);
  const sending = new Set<Promise<void>>();
  let isClosed = false;
  const closeNow = () => {
    if (isClosed) return;
    isClosed = true;
    socket.close();
  };
  socket.on("error", () => {
    closeNow();
    onLost();
  });
  return {
    send(message, { address, port } = { address: MDNS_GROUP, port: MDNS_PORT }) {
      if (isClosed) return;
      const sent = new Promise<void>((resolve) => {
        try {
          socket.send(message, port, address, () => resolve());
        } catch {
          resolve();
        }
      });
      sending.add(sent);
      void sent.then(() => sending.delete(sent));
    },
    async close() {
      await Promise.all(sending);
      closeNow();
    },
  };
}

function bind(socket: Socket, port: number, from: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      socket.close();
      reject(error);
    };
    socket.once("error", fail);
    socket.bind(port, () => {
      socket.off("error", fail);
      try {
        // One's own messages are heard, too: other programs of this machine may ask.
        socket.setMulticastLoopback(true);
        socket.setMulticastTTL(MAX_HOPS);
        socket.setMulticastInterface(from);
        if (port !== 0) socket.addMembership(MDNS_GROUP, from);
        resolve();
      } catch (error) {
        fail(error);
      }
    });
  });
}
