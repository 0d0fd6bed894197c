// A socket that seals what goes out and opens what comes in: on one side the server's socket, on the other a page that talks
// as in a room that isn't encrypted. The worker between them keeps the order.
import { CLOSE } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import type { KeyProblem } from "../i18n/parts/encryption-texts.ts";
import type { SocketLike } from "../sync/connection-types.ts";
import type { CipherWorker } from "./cipher-worker.ts";
import type { FromWorker } from "./worker/messages.ts";

/** Sockets are numbered: what the worker says to one that was closed meanwhile isn't said to the next. */
let sockets = 0;

/** @param you who the page's person is now */
export function createEncryptedSocket(
  raw: SocketLike,
  worker: CipherWorker,
  you: () => Member | undefined,
): SocketLike {
  const number = ++sockets;
  const socket: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => worker.post({ type: "send", text, you: you() }),
    close() {
      stop();
      raw.onmessage = null;
      raw.close();
    },
  };

  const stop = worker.listen((message: FromWorker) => {
    if (!("socket" in message) || message.socket !== number) return;
    if (message.type === "deliver") socket.onmessage?.({ data: message.text });
    if (message.type === "transmit") raw.send(message.text);
    if (message.type === "problem") refuse(message.problem);
  });

  function refuse(problem: KeyProblem): void {
    const refused = { type: "refused", code: "key_needed", message: problem };
    socket.onmessage?.({ data: JSON.stringify(refused) });
    raw.close();
    socket.onclose?.({ code: CLOSE.notAllowed, reason: "key_needed" });
  }

  worker.post({ type: "opened", socket: number });
  raw.onopen = () => socket.onopen?.();
  raw.onmessage = ({ data }) => worker.post({ type: "received", text: String(data) });
  // What came before it is still in the worker.
  raw.onclose = (closed) => void worker.settled().then(() => socket.onclose?.(closed));
  return socket;
}
