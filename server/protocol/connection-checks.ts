// Tries out a connection to a server, for `/doctor` in a browser and `mayfly doctor` on a terminal: what gets through, and what
// something on the way does to it. It reaches the server through its parameters only. Rules N28, N56 to N58.
import type { ProxyFault } from "./proxy-lines.ts";

/** What GET /api/doctor answers. */
type SeenConnection = {
  readonly address: string | null;
  readonly addressFrom: "connection" | "x-forwarded-for" | "forwarded";
  readonly proxy: "none" | "trusted" | "untrusted";
  readonly url: string;
  /** The server's name on the local network; older servers don't say. */
  readonly localName?: string | null;
  readonly now: string;
};

export const OUTCOMES = [
  ...["away", "originFine", "originRefused", "addressSeen", "addressOfProxy", "urlFine", "urlWrong", "schemeWrong"],
  ...["clockFine", "clockWrong", "secure", "insecureHere", "insecurePublic", "streamFlows", "streamHeld", "uploadFine"],
  ...[
    "uploadCut",
    "socketPasses",
    "socketBlocked",
    "quietFine",
    "quietCut",
    "nameHeard",
    "nameAnnounced",
    "nameMissing",
  ],
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Finding = {
  readonly outcome: Outcome;
  readonly state: "good" | "bad" | "note";
  /** What stands in its sentence: an address, a number. */
  readonly fact: string;
  readonly fault?: ProxyFault;
};

export type TriedSocket = {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
  close(): void;
};

export type CheckPorts = {
  /** The lobby's address, which ends with a slash. */
  readonly lobby: URL;
  /** Whether the browser allows what needs a secure context. */
  readonly isSecure: boolean;
  request(address: URL, init?: RequestInit): Promise<Response>;
  openSocket(address: URL): TriedSocket;
  /** Epoch ms, by the device's clock. */
  now(): number;
  after(delayMs: number, run: () => void): () => void;
};

const PROBE_PATHS = { socket: "ws/doctor", stream: "api/doctor/stream", upload: "api/doctor/upload" } as const;
/** The largest body that is tried: more than one part of a file. */
export const MAX_PROBE_BYTES = 8_000_000;
const PROBE_SIZES = [60_000, 900_000, 1_500_000, 5_100_000, MAX_PROBE_BYTES];
/** A little longer than the server lets a socket be silent. */
const QUIET_MS = 55_000;
const SOCKET_LIMIT_MS = 10_000;
/** A request that fails after so long was not refused: the line is too slow for it. */
const SLOW_MS = 9_000;
const MAX_CLOCK_DIFFERENCE_MS = 60_000;
/** Events that are sent seconds apart and come together were held back. */
const MIN_STREAM_MS = 700;

const PRIVATE_HOST =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cde])|(^|\.)(local|localhost|lan|home|home\.arpa|internal|localdomain|test)$|^[^.:]+$/;

const THIS_MACHINE = /^(localhost|127\.[\d.]+|\[::1\])$/;

/** Runs all checks, the long ones last, and reports each finding when it is known. */
export async function checkConnection(ports: CheckPorts, report: (finding: Finding) => void): Promise<void> {
  const seen = await askServer(ports);
  if (seen === undefined) return report({ outcome: "away", state: "bad", fact: ports.lobby.host });
  for (const finding of [...judgeSeen(ports, seen), ...judgeName(ports, seen), judgeSecurity(ports)]) report(finding);
  for (const check of [checkOrigin, checkStream, checkUpload]) report(await check(ports));
  await checkSocket(ports, report);
}

async function askServer({ request, lobby }: CheckPorts): Promise<SeenConnection | undefined> {
  try {
    const answer = await request(new URL("api/doctor", lobby));
    return answer.ok ? ((await answer.json()) as SeenConnection) : undefined;
  } catch {
    return undefined;
  }
}

function judgeSeen({ lobby, now }: CheckPorts, seen: SeenConnection): Finding[] {
  const aheadMs = Date.parse(seen.now) - now();
  const isClockFine = Math.abs(aheadMs) <= MAX_CLOCK_DIFFERENCE_MS;
  const url = new URL(seen.url);
  const isSchemeWrong = url.protocol !== lobby.protocol;
  const isPlaceWrong = url.host !== lobby.host || url.pathname !== lobby.pathname;
  return [
    seen.proxy === "untrusted"
      ? { outcome: "addressOfProxy", state: "bad", fact: seen.address ?? "", fault: "trust" }
      : { outcome: "addressSeen", state: "good", fact: seen.address ?? "" },
    // A page finds its own way: only links that the server writes have this address.
    isSchemeWrong
      ? { outcome: "schemeWrong", state: "bad", fact: seen.url, fault: "scheme" }
      : isPlaceWrong
        ? { outcome: "urlWrong", state: "note", fact: seen.url }
        : { outcome: "urlFine", state: "good", fact: seen.url },
    isClockFine
      ? { outcome: "clockFine", state: "good", fact: "" }
      : { outcome: "clockWrong", state: "bad", fact: String(Math.round(aheadMs / 60_000)) },
  ];
}

/** Says by which name the server is found on the local network, to who is in it; on the server's own machine that may be none. */
function judgeName({ lobby }: CheckPorts, { localName, proxy }: SeenConnection): Finding[] {
  if (typeof localName === "string") {
    const outcome = lobby.hostname === localName ? "nameHeard" : "nameAnnounced";
    return [{ outcome, state: "good", fact: localName }];
  }
  const isLocalNetwork = PRIVATE_HOST.test(lobby.hostname) && !THIS_MACHINE.test(lobby.hostname);
  if (localName === undefined || proxy !== "none" || !isLocalNetwork) return [];
  return [{ outcome: "nameMissing", state: "note", fact: "" }];
}

function judgeSecurity({ isSecure, lobby }: CheckPorts): Finding {
  if (isSecure) return { outcome: "secure", state: "good", fact: "" };
  const outcome = PRIVATE_HOST.test(lobby.hostname) ? "insecureHere" : "insecurePublic";
  return { outcome, state: outcome === "insecureHere" ? "note" : "bad", fact: lobby.host };
}

async function checkOrigin({ request, lobby }: CheckPorts): Promise<Finding> {
  const answer = await request(new URL("api/doctor", lobby), { method: "POST", body: "{}" }).catch(() => undefined);
  if (answer?.status !== 403) return { outcome: "originFine", state: "good", fact: lobby.origin };
  return { outcome: "originRefused", state: "bad", fact: lobby.origin, fault: "host" };
}

/** A page that was busy meanwhile finds all events together, too, but not twice. */
async function checkStream(ports: CheckPorts): Promise<Finding> {
  if ((await doesStreamFlow(ports)) || (await doesStreamFlow(ports))) {
    return { outcome: "streamFlows", state: "good", fact: "" };
  }
  return { outcome: "streamHeld", state: "bad", fact: "", fault: "buffering" };
}

/** The server sends events over two seconds: a stream that is held back brings them all at its end. */
async function doesStreamFlow({ request, lobby, now }: CheckPorts): Promise<boolean> {
  try {
    const answer = await request(new URL(PROBE_PATHS.stream, lobby), { cache: "no-store" });
    const reader = answer.body?.getReader();
    let firstAt: number | undefined;
    for (;;) {
      const { done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      firstAt ??= now();
    }
    return answer.ok && firstAt !== undefined && now() - firstAt >= MIN_STREAM_MS;
  } catch {
    return false;
  }
}

async function checkUpload({ request, lobby, now }: CheckPorts): Promise<Finding> {
  let passed = 0;
  let isSlow = false;
  for (const size of PROBE_SIZES) {
    const begunAt = now();
    const init = { method: "POST", body: new Blob([new Uint8Array(size)]) };
    const answer = await request(new URL(PROBE_PATHS.upload, lobby), init).catch(() => undefined);
    isSlow = answer === undefined && now() - begunAt >= SLOW_MS;
    if (!answer?.ok) break;
    passed = size;
  }
  const fact = String(passed);
  if (passed === MAX_PROBE_BYTES || (isSlow && passed > 0)) return { outcome: "uploadFine", state: "good", fact };
  return { outcome: "uploadCut", state: "bad", fact, fault: "body" };
}

/** Opens a socket, has a frame answered, is silent, and has another answered. */
function checkSocket(ports: CheckPorts, report: (finding: Finding) => void): Promise<void> {
  const { lobby, now, after } = ports;
  const address = new URL(PROBE_PATHS.socket, lobby);
  address.protocol = address.protocol.replace("http", "ws");
  return new Promise((resolve) => {
    let socket: TriedSocket | undefined;
    let quietSince: number | undefined;
    let cancel = () => {};
    const end = (finding: Finding) => {
      cancel();
      if (socket !== undefined) socket.onclose = null;
      socket?.close();
      report(finding);
      resolve();
    };
    const lost = () =>
      end(
        quietSince === undefined
          ? { outcome: "socketBlocked", state: "bad", fact: "", fault: "upgrade" }
          : { outcome: "quietCut", state: "bad", fact: String(Math.round((now() - quietSince) / 1000)), fault: "idle" },
      );
    const ask = (limitMs: number) => {
      cancel = after(limitMs, lost);
      socket?.send("ping");
    };
    cancel = after(SOCKET_LIMIT_MS, lost);
    try {
      socket = ports.openSocket(address);
    } catch {
      return lost();
    }
    socket.onclose = lost;
    socket.onopen = () => {
      cancel();
      ask(SOCKET_LIMIT_MS);
    };
    socket.onmessage = () => {
      cancel();
      if (quietSince !== undefined) return end({ outcome: "quietFine", state: "good", fact: String(QUIET_MS / 1000) });
      report({ outcome: "socketPasses", state: "good", fact: "" });
      quietSince = now();
      cancel = after(QUIET_MS, () => ask(SOCKET_LIMIT_MS));
    };
  });
}
