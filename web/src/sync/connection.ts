// Keeps one room's socket alive: joins, resumes from the last seq before a gap, and reconnects with full-jitter backoff
// until the server says not to. Clock, randomness, timers and sockets come from outside.
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import type { Command, ServerFrame } from "#protocol/frames";
import type { Refusal } from "../api/api-error.ts";
import {
  ANSWERABLE_REFUSALS,
  type ConnectionPhase,
  type ConnectionPorts,
  type Environment,
  type SocketLike,
} from "./connection-types.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { createOutbox } from "./outbox.ts";

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;
/** All clients of a server that restarts return at once: they spread over this. */
const RESTART_SPREAD_MS = 3_000;
/** A socket that has brought no welcome after this long is given up. */
const WELCOME_DEADLINE_MS = 10_000;
/** After a connection that lasted this long, backoff starts again at its base. */
const STABLE_AFTER_MS = 5_000;
/** As many tokens in a row may be refused before we wait with the next. */
const MAX_REFUSED_TOKENS = 2;

export type Connection = ReturnType<typeof createConnection>;

export function createConnection({ now, wallNow = now, random, after, open }: Environment, ports: ConnectionPorts) {
  let socket: SocketLike | undefined;
  let wrap = (opened: SocketLike) => opened;
  let phase: ConnectionPhase = { is: "connecting" };
  let isOffline = false;
  let attempts = 0;
  let refusedTokens = 0;
  let openSince: number | undefined;
  let lastFrameAt = 0;
  let lastRefusal: Refusal | undefined;
  /** Identifies the latest attempt to connect: only its preparation may open a socket. */
  let currentAttempt: object | undefined;
  let cancelTimer = () => {};
  let cancelFlush = () => {};
  let cancelHeartbeat = () => {};

  const sendFrame = (frame: object) => socket?.send(JSON.stringify(frame));
  const outbox = createOutbox({
    now,
    pending: ports.pending,
    send: ({ command, nonce }) => sendFrame({ ...command, nonce }),
  });

  function sendCounted(frame: Command): void {
    outbox.count();
    sendFrame(frame);
  }

  function setPhase(next: ConnectionPhase): void {
    phase = next;
    ports.phaseChanged(next);
  }

  /** Opens a new socket now, which joins with the current fields and cursor. */
  function connect(): void {
    dropSocket();
    setPhase({ is: "connecting" });
    refusedTokens = 0;
    cancelTimer = after(WELCOME_DEADLINE_MS, () => reconnectLater());
    const preparation = ports.prepare?.();
    if (preparation === undefined) return openSocket();
    const attempt = {};
    currentAttempt = attempt;
    preparation.then(
      () => currentAttempt === attempt && openSocket(),
      (refusal: Refusal) => {
        if (currentAttempt !== attempt) return;
        lastRefusal = refusal;
        leave(CLOSE.notAllowed, refusal.code);
      },
    );
  }

  function openSocket(): void {
    try {
      socket = wrap(open());
    } catch {
      // Some extension or policy allows no sockets.
      return reconnectLater();
    }
    const opened = socket;
    opened.onopen = () => void join();
    opened.onmessage = ({ data }) => receive(data);
    opened.onclose = ({ code, reason = "" }) => {
      ports.socketClosed?.(code);
      if (shouldReconnect(code)) return reconnectLater(code);
      leave(code, reason);
    };
  }

  /** Closes the connection until the person rejoins. */
  function leave(code: number, reason: string): void {
    dropSocket();
    setPhase({ is: "closed", code, reason, refusal: lastRefusal });
  }

  /** Waits for the person to do something about the refusal. */
  function waitForPerson(refusal: Refusal): void {
    dropSocket();
    setPhase({ is: "asked", refusal });
  }

  async function join(): Promise<void> {
    const joining = socket;
    try {
      const fields = await ports.joinFields();
      if (joining !== socket) return;
      const cursor = ports.cursor();
      sendFrame({ type: "join", ...fields, ...(cursor && { cursor }), batch: true });
    } catch (failure) {
      if (joining !== socket) return;
      const refusal = failure as Refusal;
      if (ANSWERABLE_REFUSALS.has(refusal.code)) waitForPerson(refusal);
      else reconnectLater();
    }
  }

  function receive(data: unknown): void {
    lastFrameAt = now();
    const receiving = socket;
    // A busy room sends several frames in one, a line each.
    for (const line of String(data).split("\n")) if (receiving === socket) handleFrame(JSON.parse(line));
    flush();
  }

  function handleFrame(frame: ServerFrame): void {
    const receiving = socket;
    if (frame.type === "refused") {
      const { code, message, retryAfterMs } = frame;
      lastRefusal = { code, message, retryAfterMs };
      if (frame.code === "bad_token") return joinWithNewToken();
      if (frame.code === "slow_down" && frame.nonce !== undefined) {
        outbox.slowDown(frame.nonce, frame.retryAfterMs ?? 1000);
      }
      if (phase.is === "connecting" && ANSWERABLE_REFUSALS.has(code)) return waitForPerson(lastRefusal);
    }
    if (frame.type === "waiting") {
      cancelTimer();
      setPhase({ is: "knocking" });
    }
    const hasGap = ports.receive(frame);
    // The frame may have made the person leave.
    if (receiving !== socket) return;
    if (hasGap) reconnectLater();
    else if (frame.type === "welcome") becomeOpen();
  }

  function joinWithNewToken(): void {
    refusedTokens += 1;
    ports.rejectToken();
    if (refusedTokens > MAX_REFUSED_TOKENS) reconnectLater();
    else void join();
  }

  function becomeOpen(): void {
    cancelTimer();
    lastRefusal = undefined;
    openSince = now();
    outbox.restart();
    setPhase({ is: "open" });
  }

  /** Closes the socket, and ignores whatever it does later. */
  function dropSocket(): void {
    cancelTimer();
    cancelFlush();
    if (openSince !== undefined && now() - openSince >= STABLE_AFTER_MS) attempts = 0;
    openSince = undefined;
    currentAttempt = undefined;
    const old = socket;
    socket = undefined;
    if (old === undefined) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  /** @param closeCode what the socket was closed with, unless we gave it up */
  function reconnectLater(closeCode?: number): void {
    dropSocket();
    const backoffMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts);
    const delayMs = random() * (closeCode === CLOSE.restarting ? RESTART_SPREAD_MS : backoffMs);
    attempts += 1;
    cancelTimer = after(delayMs, connect);
    setPhase({ is: isOffline ? "offline" : "waiting", nextTryAt: now() + delayMs, closeCode });
  }

  /** Sends the pending messages that may be sent now, and schedules the others. */
  function flush(): void {
    cancelFlush();
    if (phase.is !== "open") return;
    const nextFlushAt = outbox.flush();
    if (outbox.isStuck()) reconnectLater();
    else if (nextFlushAt !== undefined) cancelFlush = after(nextFlushAt - now(), flush);
  }

  return {
    restart: connect,
    /** From now on has every socket pass through this, however it was opened. */
    wrapWith(next: typeof wrap): void {
      wrap = next;
    },
    /** From now on opens other sockets, for the next connection. */
    openWith(next: Environment["open"]): void {
      open = next;
    },
    leave,
    flush,

    start(): void {
      cancelHeartbeat = startHeartbeat({
        now,
        wallNow,
        after,
        socket: () => (phase.is === "open" || phase.is === "knocking" ? socket : undefined),
        lastFrameAt: () => lastFrameAt,
        ping: () => sendCounted({ type: "ping" }),
        onSleep: connect,
        onDead: () => reconnectLater(),
      });
      connect();
    },

    /** Closes the connection for good, without reporting a change of phase. */
    stop(): void {
      dropSocket();
      cancelHeartbeat();
      phase = { is: "closed", code: CLOSE.normal, reason: "", refusal: undefined };
    },

    /** Reconnects at once because the network is back: the old socket may be dead without having closed. */
    online(): void {
      isOffline = false;
      if (phase.is !== "closed") connect();
    },

    offline(): void {
      isOffline = true;
      if (phase.is === "waiting") setPhase({ ...phase, is: "offline" });
    },

    /** Reconnects without waiting any longer, because somebody looks at the page. */
    visible(): void {
      if (phase.is === "waiting" || phase.is === "offline") connect();
    },

    /** Sends a frame that is no message, if the connection is open. Returns whether it was sent; it is never sent later. */
    send(frame: Exclude<Command, { type: "join" | "chat" }>): boolean {
      if (phase.is !== "open") return false;
      sendCounted(frame);
      return true;
    },
  };
}
