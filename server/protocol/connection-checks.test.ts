import { describe, expect, test } from "bun:test";
import {
  type CheckPorts,
  checkConnection,
  type Finding,
  MAX_PROBE_BYTES,
  type TriedSocket,
} from "./connection-checks.ts";

type Way = {
  lobby?: string;
  isSecure?: boolean;
  seen?: object | undefined;
  postStatus?: number;
  maxBodyBytes?: number;
  /** Whether the page is too busy to see the first stream flow. */
  isBusyAtFirst?: boolean;
  /** How much the line takes. */
  bitsPerMs?: number;
  /** How far apart the stream's events arrive. */
  streamGapMs?: number;
  /** Refuses sockets, or cuts them after so long. */
  sockets?: "blocked" | "not allowed" | number;
};

/** The page's own limit for what sends something. */
const REQUEST_LIMIT_MS = 10_000;
const sizeOf = (body: unknown) => (body instanceof Blob ? body.size : 0);

/** Runs the checks over a way to the server that a test describes, by a clock that leaps from timer to timer. */
async function findings(way: Way = {}): Promise<Record<string, Finding>> {
  const lobby = new URL(way.lobby ?? "https://talk.example/chat/");
  const timers: { at: number; run: () => void }[] = [];
  let time = 1_000_000;
  let streams = 0;
  const seen = {
    ...{ address: "203.0.113.9", addressFrom: "x-forwarded-for", proxy: "trusted" },
    ...{ url: lobby.href, now: new Date(time).toISOString() },
    ...way.seen,
  };
  const stream = () =>
    new ReadableStream(
      {
        pull(out) {
          time += way.streamGapMs ?? 400;
          out.enqueue(new Uint8Array(1));
          if (time > 1_000_000 + 5 * (way.streamGapMs ?? 400)) out.close();
        },
      },
      { highWaterMark: 0 },
    );
  const ports: CheckPorts = {
    lobby,
    isSecure: way.isSecure ?? true,
    async request(address, init) {
      const path = address.pathname.slice(lobby.pathname.length);
      if (path.endsWith("stream")) {
        const isLate = way.streamGapMs === 0 || (way.isBusyAtFirst && ++streams === 1);
        return new Response(isLate ? new Uint8Array(5) : stream());
      }
      if (path.endsWith("upload")) {
        const ms = (sizeOf(init?.body) * 8) / (way.bitsPerMs ?? Infinity);
        time += Math.min(ms, REQUEST_LIMIT_MS);
        if (ms > REQUEST_LIMIT_MS) throw new Error("took too long");
        return new Response(null, { status: sizeOf(init?.body) > (way.maxBodyBytes ?? Infinity) ? 413 : 200 });
      }
      if (init?.method === "POST") return new Response(null, { status: way.postStatus ?? 200 });
      if ("seen" in way && way.seen === undefined) throw new Error("no network");
      return Response.json(seen);
    },
    openSocket(address) {
      expect(address.href).toBe(`${lobby.href.replace("http", "ws")}ws/doctor`);
      if (way.sockets === "not allowed") throw new Error("no sockets");
      const socket: TriedSocket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        send: () => queueMicrotask(() => socket.onmessage?.({ data: "pong" })),
        close() {},
      };
      queueMicrotask(() => (way.sockets === "blocked" ? socket.onclose?.() : socket.onopen?.()));
      if (typeof way.sockets === "number") timers.push({ at: time + way.sockets, run: () => socket.onclose?.() });
      return socket;
    },
    now: () => time,
    after(delayMs, run) {
      const timer = { at: time + delayMs, run };
      timers.push(timer);
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
    },
  };
  const found: Record<string, Finding> = {};
  let isDone = false;
  const checking = checkConnection(ports, (finding) => {
    found[finding.outcome] = finding;
  }).then(() => {
    isDone = true;
  });
  while (!isDone) {
    // Whatever is under way settles first; then the next timer is due.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    timers.sort((a, b) => a.at - b.at);
    const next = timers.shift();
    if (next === undefined) await new Promise((resolve) => setImmediate(resolve));
    else {
      time = Math.max(time, next.at);
      next.run();
    }
  }
  await checking;
  return found;
}

const troubles = async (way: Way) =>
  Object.values(await findings(way)).flatMap(({ outcome, state, fact, fault }) =>
    state === "good" ? [] : [[outcome, state, fact, fault]],
  );

describe("checks of a connection", () => {
  test("N57: nothing is wrong with a way that lets everything through", async () => {
    const found = await findings();
    expect(Object.keys(found)).toEqual([
      ...["addressSeen", "urlFine", "clockFine", "secure", "originFine", "streamFlows", "uploadFine"],
      ...["socketPasses", "quietFine"],
    ]);
    expect(Object.values(found).every(({ state }) => state === "good")).toBe(true);
  });

  test("N28: says the server's name on the local network, and whether the page was reached by it", async () => {
    const named = async (lobby: string, seen: object) =>
      Object.values(await findings({ lobby, seen })).flatMap(({ outcome, state, fact }) =>
        outcome.startsWith("name") ? [[outcome, state, fact]] : [],
      );
    const near = { proxy: "none", localName: "mayfly.local" };
    expect(await named("http://mayfly.local:8080/", near)).toEqual([["nameHeard", "good", "mayfly.local"]]);
    expect(await named("http://192.168.1.4:8080/", near)).toEqual([["nameAnnounced", "good", "mayfly.local"]]);
    const none = { proxy: "none", localName: null };
    expect(await named("http://192.168.1.4:8080/", none)).toEqual([["nameMissing", "note", ""]]);
    // On the machine itself and on the internet there need be none, and an older server says nothing of it.
    for (const lobby of ["http://localhost:8080/", "http://127.0.0.1:8080/", "https://talk.example/"]) {
      expect(await named(lobby, none)).toEqual([]);
    }
    expect(await named("http://192.168.1.4:8080/", { proxy: "none" })).toEqual([]);
    expect(await named("http://192.168.1.4:8080/", { proxy: "trusted", localName: null })).toEqual([]);
  });

  test.each<[string, Way, unknown[]]>([
    ["no server", { seen: undefined }, ["away", "bad", "talk.example", undefined]],
    [
      "a proxy without trust",
      { seen: { proxy: "untrusted", address: "172.17.0.1" } },
      ["addressOfProxy", "bad", "172.17.0.1", "trust"],
    ],
    [
      "the wrong scheme",
      { seen: { url: "http://talk.example/chat/" } },
      ["schemeWrong", "bad", "http://talk.example/chat/", "scheme"],
    ],
    [
      "another address",
      { seen: { url: "https://talk.example/" } },
      ["urlWrong", "note", "https://talk.example/", undefined],
    ],
    [
      "a clock that is wrong",
      { seen: { now: new Date(1_000_000 + 300_000).toISOString() } },
      ["clockWrong", "bad", "5", undefined],
    ],
    [
      "http at home",
      { isSecure: false, lobby: "http://192.168.1.4:8080/" },
      ["insecureHere", "note", "192.168.1.4:8080", undefined],
    ],
    [
      "http on the internet",
      { isSecure: false, lobby: "http://talk.example/" },
      ["insecurePublic", "bad", "talk.example", undefined],
    ],
    ["a Host without its port", { postStatus: 403 }, ["originRefused", "bad", "https://talk.example", "host"]],
    ["a stream that is held back", { streamGapMs: 0 }, ["streamHeld", "bad", "", "buffering"]],
    ["a limit for bodies", { maxBodyBytes: 1_048_576 }, ["uploadCut", "bad", "900000", "body"]],
    ["no Upgrade", { sockets: "blocked" }, ["socketBlocked", "bad", "", "upgrade"]],
    ["a policy against sockets", { sockets: "not allowed" }, ["socketBlocked", "bad", "", "upgrade"]],
    ["quiet connections that are cut", { sockets: 20_000 }, ["quietCut", "bad", "20", "idle"]],
  ])("N57: %s is told, and nothing else", async (_name, way, expected) => {
    expect<unknown[]>(await troubles(way)).toEqual([expected]);
  });

  test("N57: a page that was busy once finds no fault with streams", async () => {
    expect(await troubles({ isBusyAtFirst: true })).toEqual([]);
  });

  test("N57: a line that is slow is no limit for bodies", async () => {
    // Of 5.1 MB, 8 seconds are needed; of 8 MB, 13.
    const way = { bitsPerMs: 5_000 };
    expect(await troubles(way)).toEqual([]);
    expect((await findings(way)).uploadFine?.fact).toBe("5100000");
    expect(await troubles({ ...way, maxBodyBytes: 1_048_576 })).toEqual([["uploadCut", "bad", "900000", "body"]]);
  });

  test("N57: which hosts are of one's own network", async () => {
    for (const [host, outcome] of [
      ...["pi", "mayfly.local", "nas.home.arpa", "10.1.2.3", "172.20.0.2", "[fd00::1]"].map((name) => [
        name,
        "insecureHere",
      ]),
      ...["talk.example", "8.8.8.8", "172.32.0.1", "[2001:db8::1]", "local.example"].map((name) => [
        name,
        "insecurePublic",
      ]),
    ]) {
      const found = await findings({ isSecure: false, lobby: `http://${host}/` });
      expect([host, Object.keys(found).includes(outcome as string)]).toEqual([host, true]);
    }
  });

  test("N56: the largest body that is tried is what the server takes at most", () => {
    expect(MAX_PROBE_BYTES).toBe(8_000_000);
  });
});
