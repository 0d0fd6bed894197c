// How many sockets a visitor, and all visitors together, may have open and may open.
import { describe, expect, test } from "bun:test";
import { refusalCounts } from "../../chat/lib/refusal-counts.ts";
import { rawRequest } from "../../testing/api-client.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer, type TestServerOptions, type TestServerVariables } from "../../testing/test-server.ts";

describe("a visitor's sockets", () => {
  const UPGRADE =
    "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
  const NEIGHBOURS = [
    "127.0.0.1",
    "10.1.2.3",
    "192.168.1.5",
    "169.254.0.9",
    "::1",
    "fe80::7",
    "fd00::1",
    "2001:db8:9::5",
  ];

  async function openRoom(variables: TestServerVariables = {}, options: TestServerOptions = {}) {
    const limited = await startTestServer({ TRUST_PROXY: "on", ...variables }, { clock: new FakeClock(), ...options });
    const { code } = (await limited.client.room()).room;
    const open = (address: string) => limited.client.connect(code, { headers: { "x-forwarded-for": address } });
    return {
      limited,
      code,
      open,
      openMany: (count: number, address: string) => Promise.all(Array.from({ length: count }, () => open(address))),
      /** Whether one more is answered, or closed as one too many. */
      async isTaken(address: string): Promise<boolean> {
        const socket = await open(address);
        socket.send({ type: "x" });
        const code = await Promise.race([socket.next("refused").then(() => 0), socket.closed.then(({ code }) => code)]);
        expect([0, 4030]).toContain(code);
        return code === 0;
      },
      /** The status of an upgrade that is refused. */
      async statusOf(address: string): Promise<string> {
        const request = `GET /ws/${code} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${address}\r\n${UPGRADE}\r\n\r\n`;
        return (await rawRequest(limited.port, request)).slice(9, 12);
      },
      logged: (words: string) => limited.lines.filter((line) => line.includes(words)).length,
      [Symbol.asyncDispose]: limited.stop,
    };
  }

  test("W22, N31: so many from one public address; one more is closed with 4030, and soon refused; one that closes makes place", async () => {
    await using room = await openRoom({ MAX_SOCKETS_IPV4: "20" });
    const [first] = await room.openMany(20, "203.0.113.1");
    const turnedAway = refusalCounts.slow_down;
    for (let n = 0; n < 30; n++) expect(await room.isTaken("203.0.113.1")).toBe(false);
    expect(refusalCounts.slow_down).toBe(turnedAway + 30);
    expect(await room.statusOf("203.0.113.1")).toBe("429");
    expect(await room.isTaken("203.0.113.2")).toBe(true);
    expect(room.logged("MAYFLY_TRUST_PROXY")).toBe(1);
    first?.close();
    await first?.closed;
    while (room.limited.node.openSockets.count > 20) await Bun.sleep(1);
    expect(await room.isTaken("203.0.113.1")).toBe(true);
  });

  test("W22: an IPv6 /64 has a number of its own, and the next /64 another", async () => {
    await using room = await openRoom({ MAX_SOCKETS_IPV6: "3" });
    for (const end of ["1", "2", "ffff:1"]) expect(await room.isTaken(`2001:db8:1:2::${end}`)).toBe(true);
    expect(await room.isTaken("2001:db8:1:2:9::")).toBe(false);
    expect(await room.isTaken("2001:db8:1:3::1")).toBe(true);
  });

  test("W22: a local network has no such number, the machine's own prefixes included", async () => {
    const own = { ownAddresses: () => ["2001:db8:9:0:1::1"] };
    await using room = await openRoom({ MAX_SOCKETS_IPV4: "2", MAX_SOCKETS_IPV6: "2" }, own);
    for (const address of NEIGHBOURS) {
      for (let n = 0; n < 4; n++) expect([address, await room.isTaken(address)]).toEqual([address, true]);
    }
  });

  test("W22, N48: all together may have so many, neighbours too; from three quarters on, each visitor may have an eighth", async () => {
    await using room = await openRoom({ MAX_SOCKETS: "40", MAX_SOCKETS_IPV4: "16" });
    await room.openMany(29, "192.168.1.5");
    expect(await room.isTaken("203.0.113.1")).toBe(true);
    // Now 30 are open.
    expect([await room.isTaken("203.0.113.1"), await room.isTaken("203.0.113.1")]).toEqual([true, false]);
    expect([await room.isTaken("203.0.113.2"), await room.isTaken("192.168.1.6")]).toEqual([true, true]);
    await room.openMany(7, "192.168.1.5");
    for (const address of ["192.168.1.5", "203.0.113.3"]) expect(await room.isTaken(address)).toBe(false);
    const { token } = await room.limited.client.session();
    const stream = await room.limited.ask("GET", `api/rooms/${room.code}/events?presence=1`, { token });
    expect([stream.status, stream.body.error.code]).toEqual([429, "slow_down"]);
    expect(room.logged("MAYFLY_MAX_SOCKETS ")).toBe(1);
  });

  test("N49: the log says once that nearly all of a hundred or more come from one address, and names the setting", async () => {
    await using room = await openRoom();
    await room.openMany(12, "192.168.1.6");
    await room.openMany(107, "127.0.0.1");
    expect(room.logged("MAYFLY_TRUST_PROXY")).toBe(0);
    await room.openMany(5, "127.0.0.1");
    expect(room.logged("nearly all WebSockets come from one address")).toBe(1);
  });

  test("W29: a public address opens a thousand sockets at once and ten a second, however soon they are closed; a neighbour any number", async () => {
    await using room = await openRoom();
    const { node } = room.limited;
    const at = (address: string) => ({
      request: new Request("http://x/", { headers: { "x-forwarded-for": address } }),
      server: null,
    });
    for (let n = 0; n < 999; n++) expect(node.rateLimits.spend("sockets", at("203.0.113.1"))).toBeUndefined();
    expect([await room.isTaken("203.0.113.1"), await room.isTaken("203.0.113.1")]).toEqual([true, false]);
    room.limited.advance(100);
    expect([await room.isTaken("203.0.113.1"), await room.isTaken("203.0.113.1")]).toEqual([true, false]);
    for (let n = 0; n < 1000; n++) node.rateLimits.spend("sockets", at("192.168.1.5"));
    expect(await room.isTaken("192.168.1.5")).toBe(true);
  });

  test("W22: MAYFLY_LIMITS=off lifts the number for one visitor", async () => {
    await using room = await openRoom({ LIMITS: "off", MAX_SOCKETS_IPV4: "2" });
    for (let n = 0; n < 5; n++) expect(await room.isTaken("203.0.113.1")).toBe(true);
  });
});
