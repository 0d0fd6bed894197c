import { afterEach, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { Room } from "../room/room.ts";
import { createFileAddress } from "./file-address.ts";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

/** A file of a room that takes tickets, on a network that can break. */
function setUp() {
  let isDown = false;
  let tickets = 0;
  globalThis.fetch = Object.assign(
    async () => {
      if (isDown) throw new TypeError("no network");
      tickets += 1;
      return Response.json({ ticket: `t${tickets}`, expiresAt: new Date(600_000).toISOString() });
    },
    { preconnect: fetch.preconnect },
  );
  const [isOpen, setOpen] = createSignal(true);
  const room = {
    ...{ code: "x", isOpen, serverNow: () => 0, ownerKey: () => undefined },
    state: () => ({ room: { entry: "knock" } }),
    identity: { requirePerson: async () => ({ token: "mine" }) },
  } as unknown as Room;
  const file = createRoot(() => createFileAddress(room, { url: "f" }));
  return {
    ...file,
    ticket: () => new URL(file.address() ?? "http://none").searchParams.get("ticket"),
    setConnected(isConnected: boolean) {
      isDown = !isConnected;
      setOpen(isConnected);
    },
  };
}
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

test("F36: a picture that doesn't load is broken, also where no ticket is to be had, until the connection is back", async () => {
  const { isBroken, renew, setConnected, ticket } = setUp();
  await settle();
  expect([ticket(), isBroken()]).toEqual(["t1", false]);
  setConnected(false);
  await renew();
  expect([ticket(), isBroken()]).toEqual([null, false]);
  await renew();
  expect(isBroken()).toBe(true);
  setConnected(true);
  await settle();
  expect([ticket(), isBroken()]).toEqual(["t2", false]);

  setConnected(false);
  const opened = setUp();
  opened.setConnected(false);
  await settle();
  expect(opened.ticket()).toBeNull();
  await opened.renew();
  expect(opened.isBroken()).toBe(true);
});

test("F36: what fails with a fresh ticket is broken", async () => {
  const { isBroken, renew, ticket } = setUp();
  await settle();
  await renew();
  expect([ticket(), isBroken()]).toEqual(["t2", false]);
  await renew();
  expect(isBroken()).toBe(true);
});
