import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { SocketLike } from "../sync/connection-types.ts";
import { createStreamFallback } from "./stream-fallback.ts";

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

class PlannedSocket implements SocketLike {
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  readonly sent: string[] = [];
  isClosed = false;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
}

function fallbackInRoom() {
  const [isOpen, setOpen] = createSignal(false);
  const timers: { delayMs: number; run: () => void }[] = [];
  const sockets: PlannedSocket[] = [];
  const did: string[] = [];
  const openSocket = () => {
    const socket = new PlannedSocket();
    sockets.push(socket);
    return socket;
  };
  const openStream = () => new PlannedSocket();
  const fallback = createRoot(() =>
    createStreamFallback({
      isOpen,
      after: (delayMs, run) => {
        const timer = { delayMs, run };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
      connection: {
        openWith: (open) => did.push(open === openStream ? "streams" : "sockets"),
        restart: () => did.push("restart"),
      },
      openSocket,
      openStream,
    }),
  );
  const fire = async (delayMs: number) => {
    const at = timers.findIndex((timer) => timer.delayMs === delayMs);
    timers.splice(at, 1)[0]?.run();
    await settled();
  };
  return { fallback, setOpen, timers, sockets, did, fire };
}

test("W25: while streams are used, a socket is tried every minute, and taken once a frame gets through and back", async () => {
  const { fallback, setOpen, timers, sockets, did, fire } = fallbackInRoom();
  expect(timers).toEqual([]);
  fallback.change();
  expect([fallback.isUsed(), timers.length]).toEqual([true, 0]);
  setOpen(true);
  await fire(60_000);
  sockets[0]?.onclose?.({ code: 1006 });
  await settled();
  expect(fallback.isUsed()).toBe(true);
  await fire(60_000);
  // It opens, but nothing comes back.
  sockets[1]?.onopen?.();
  await fire(10_000);
  expect([fallback.isUsed(), sockets[1]?.isClosed]).toEqual([true, true]);
  await fire(60_000);
  sockets[2]?.onopen?.();
  expect(sockets[2]?.sent).toEqual(['{"type":"ping"}']);
  sockets[2]?.onmessage?.({ data: '{"type":"pong"}' });
  await settled();
  expect([fallback.isUsed(), sockets[2]?.isClosed, timers.length]).toEqual([false, true, 0]);
  expect(did).toEqual(["streams", "sockets", "restart"]);
});

test("W25: where streams don't get through either, sockets are tried again, and none beside them", async () => {
  const { fallback, setOpen, timers, did } = fallbackInRoom();
  fallback.change();
  fallback.change();
  setOpen(true);
  expect([fallback.isUsed(), did, timers]).toEqual([false, ["streams", "sockets"], []]);
});
