// Keeps one room's socket alive: joins, resumes from the last contiguous seq, comes back with full-jitter backoff until
// told never to. Clock, chance, timers and sockets come from outside.
import { CLOSE, comesBack } from "#protocol/error-codes";
import type { Command, ServerFrame } from "#protocol/frames";
import { ASKS, type Conversation, type Phase, type SocketLike, type Surroundings } from "./connection-types.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { createOutbox } from "./outbox.ts";
import type { Refusal } from "./room-reducer.ts";

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;
/** A server that restarts is met by all its clients at once: they return spread over this. */
const RESTART_SPREAD_MS = 3_000;
/** A socket that has not brought a welcome by then is given up. */
const WELCOME_DEADLINE_MS = 10_000;
/** A connection that held this long counts as good: the next backoff begins small. */
const GOOD_AFTER_MS = 5_000;
/** What the server told another way may still be under way on the socket. */
const UNDER_WAY_MS = 2_000;

export type Connection = ReturnType<typeof createConnection>;

export function createConnection({ now, random, after, open }: Surroundings, talk: Conversation) {
  let socket: SocketLike | undefined;
  let phase: Phase = { is: "connecting" };
  let isOffline = false;
  let attempts = 0;
  let tokensRefused = 0;
  let openSince: number | undefined;
  let heardAt = 0;
  let refusedWith: Refusal | undefined;
  /** Which of several tries is the last. */
  let attempt: object | undefined;
  let cancelNext = () => {};
  let cancelFlush = () => {};
  let cancelHeartbeat = () => {};

  const tell = (frame: object) => socket?.send(JSON.stringify(frame));
  const outbox = createOutbox({
    now,
    waiting: talk.waiting,
    send: ({ command, nonce }) => tell({ ...command, nonce }),
  });

  function become(next: Phase): void {
    phase = next;
    talk.change(next);
  }

  /** Connects anew, now, with whatever the introduction and the cursor say. */
  function connect(): void {
    letGo();
    become({ is: "connecting" });
    tokensRefused = 0;
    cancelNext = after(WELCOME_DEADLINE_MS, () => comeBack());
    const preparing = talk.prepare?.();
    if (preparing === undefined) return openSocket();
    const ours = {};
    attempt = ours;
    preparing.then(
      () => attempt === ours && openSocket(),
      (refusal: Refusal) => {
        if (attempt !== ours) return;
        refusedWith = refusal;
        leave(CLOSE.notAllowed, refusal.code);
      },
    );
  }

  function openSocket(): void {
    const opened = open();
    socket = opened;
    opened.onopen = () => void join();
    opened.onmessage = ({ data }) => hear(data);
    opened.onclose = ({ code, reason = "" }) => {
      talk.lost?.(code);
      if (comesBack(code)) return comeBack(code === CLOSE.restarting ? RESTART_SPREAD_MS : undefined);
      leave(code, reason);
    };
  }

  /** Is out, until somebody wants back in. */
  function leave(code: number, reason: string): void {
    letGo();
    become({ is: "closed", code, reason, refusal: refusedWith });
  }

  function ask(refusal: Refusal): void {
    letGo();
    become({ is: "asked", refusal });
  }

  async function join(): Promise<void> {
    const joining = socket;
    try {
      const introduction = await talk.introduction();
      if (joining !== socket) return;
      const cursor = talk.cursor();
      tell({ type: "join", ...introduction, ...(cursor && { cursor }), batch: true });
    } catch (failure) {
      if (joining !== socket) return;
      const refusal = failure as Refusal;
      if (ASKS.has(refusal.code)) ask(refusal);
      else comeBack();
    }
  }

  function hear(data: unknown): void {
    heardAt = now();
    const hearing = socket;
    // A busy room sends several frames in one, a line each.
    for (const line of String(data).split("\n")) if (hearing === socket) take(JSON.parse(line));
    flush();
  }

  function take(frame: ServerFrame): void {
    const taking = socket;
    if (frame.type === "refused") {
      const { code, message, retryAfterMs } = frame;
      refusedWith = { code, message, retryAfterMs };
      if (frame.code === "bad_token") return introduceAgain();
      if (frame.code === "slow_down" && frame.nonce !== undefined) {
        outbox.slowDown(frame.nonce, frame.retryAfterMs ?? 1000);
      }
      if (phase.is === "connecting" && ASKS.has(code)) return ask(refusedWith);
    }
    if (frame.type === "waiting") {
      cancelNext();
      become({ is: "knocking" });
    }
    const leftHole = talk.receive(frame);
    // What was received may have made the reader leave.
    if (taking !== socket) return;
    if (leftHole) comeBack();
    else if (frame.type === "welcome") welcomed();
  }

  function introduceAgain(): void {
    tokensRefused += 1;
    talk.distrust();
    if (tokensRefused > 2) comeBack();
    else void join();
  }

  function welcomed(): void {
    cancelNext();
    refusedWith = undefined;
    openSince = now();
    outbox.restart();
    become({ is: "open" });
  }

  /** Forgets the socket: nothing it does later is heard. */
  function letGo(): void {
    cancelNext();
    cancelFlush();
    if (openSince !== undefined && now() - openSince >= GOOD_AFTER_MS) attempts = 0;
    openSince = undefined;
    attempt = undefined;
    const old = socket;
    socket = undefined;
    if (old === undefined) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  function comeBack(spreadMs?: number): void {
    letGo();
    const delayMs = random() * (spreadMs ?? Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempts));
    attempts += 1;
    cancelNext = after(delayMs, connect);
    become({ is: isOffline ? "offline" : "waiting", nextTryAt: now() + delayMs });
  }

  /** Something new waits to be sent. */
  function flush(): void {
    cancelFlush();
    if (phase.is !== "open") return;
    const againAt = outbox.flush();
    if (outbox.isStuck()) comeBack();
    else if (againAt !== undefined) cancelFlush = after(againAt - now(), flush);
  }

  async function askWhetherAlive(): Promise<void> {
    const silent = socket;
    heardAt = now();
    const seq = await talk.serverSeq();
    after(UNDER_WAY_MS, () => {
      if (silent !== socket || phase.is !== "open") return;
      if (seq === undefined || seq > (talk.cursor()?.seq ?? 0)) comeBack();
    });
  }

  return {
    restart: connect,
    leave,
    flush,

    start(): void {
      cancelHeartbeat = startHeartbeat({
        now,
        after,
        isOpen: () => phase.is === "open",
        heardAt: () => heardAt,
        slept: connect,
        silent: askWhetherAlive,
      });
      connect();
    },

    /** Leaves for good. */
    stop(): void {
      letGo();
      cancelHeartbeat();
      phase = { is: "closed", code: CLOSE.normal, reason: "", refusal: undefined };
    },

    /** The network is back: an old socket may be dead without knowing, and waiting has no point any more. */
    online(): void {
      isOffline = false;
      if (phase.is !== "closed") connect();
    },

    offline(): void {
      isOffline = true;
      if (phase.is === "waiting") become({ ...phase, is: "offline" });
    },

    /** Somebody is looking: no more waiting. */
    visible(): void {
      if (phase.is === "waiting" || phase.is === "offline") connect();
    },

    /** Sends a frame that is no message: said now or never. */
    say(frame: Exclude<Command, { type: "join" | "chat" }>): boolean {
      if (phase.is !== "open") return false;
      outbox.count();
      tell(frame);
      return true;
    },
  };
}
