import { expect, test } from "bun:test";
import { UNREACHABLE } from "../api/api-error.ts";
import { createFileAddresses } from "./file-tickets.ts";

function addresses(isClosed: boolean) {
  let now = 0;
  let fetched = 0;
  let isDown = false;
  const created = createFileAddresses({
    base: new URL("http://host/base/"),
    now: () => now,
    needsTicket: () => isClosed,
    async fetchTicket() {
      fetched += 1;
      return isDown ? UNREACHABLE : { ticket: `t${fetched}`, expiresAt: new Date(now + 600_000).toISOString() };
    },
  });
  return {
    ...created,
    fetched: () => fetched,
    wait: (ms: number) => {
      now += ms;
    },
    breakDown: () => {
      isDown = true;
    },
  };
}

test("F35: files of an open room need no ticket", async () => {
  const open = addresses(false);
  expect(open.known("api/rooms/x/files/1")).toBe("http://host/base/api/rooms/x/files/1");
  expect(await open.find("api/f")).toBe("http://host/base/api/f");
  expect(open.fetched()).toBe(0);
});

test("F35: a ticket is fetched once for all files, and another before it expires", async () => {
  const closed = addresses(true);
  expect(closed.known("a")).toBeUndefined();
  expect(await Promise.all([closed.find("a"), closed.find("b")])).toEqual([
    "http://host/base/a?ticket=t1",
    "http://host/base/b?ticket=t1",
  ]);
  closed.wait(500_000);
  expect(closed.known("c")).toBe("http://host/base/c?ticket=t1");
  closed.wait(50_000);
  expect(closed.known("c")).toBeUndefined();
  expect(await closed.find("c")).toBe("http://host/base/c?ticket=t2");
});

test("F35: a refused address gets a new ticket, and from then on all get one", async () => {
  const open = addresses(false);
  expect(await open.find("a", true)).toBe("http://host/base/a?ticket=t1");
  expect(open.known("b")).toBe("http://host/base/b?ticket=t1");
  open.breakDown();
  expect(await open.find("a", true)).toBe("http://host/base/a");
});

test("F35: an address that doesn't load while the server is out of reach isn't taken for a refused one", async () => {
  const open = addresses(false);
  open.breakDown();
  expect(await open.find("a", true)).toBe("http://host/base/a");
  expect(open.known("b")).toBe("http://host/base/b");
});
