// The whole domain (rooms, sessions, moderation) on a local engine, with a fake clock, fake sockets and seeded randomness.
import { Refusal } from "#protocol/error-codes";
import type { Command } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { Session } from "../chat/connections/session.ts";
import type { FileStorage } from "../chat/lib/file-ports.ts";
import type { Engine, Ports, TimerCallback } from "../chat/lib/ports.ts";
import { TimerWheel } from "../chat/lib/timer-wheel.ts";
import type { Room } from "../chat/room-model/room.ts";
import { Rooms, type RoomsSettings } from "../chat/room-registry/rooms.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { MemoryFiles } from "../files/memory-files.ts";
import { FakeClock } from "./fake-clock.ts";
import { createFakePasswordHasher } from "./fake-password-hasher.ts";
import { FakeFanout, FakeSocket } from "./fake-socket.ts";
import { seededRandomBytes } from "./seeded-random.ts";

const DAY = 86_400_000;
const TICK_MS = 50;

export type FakeDomainOptions<E extends Engine = LocalEngine> = Partial<RoomsSettings> & {
  readonly historyEvents?: number;
  readonly historyBytes?: number;
  readonly maxMemoryBytes?: number;
  readonly seed?: number;
  /** Replaces the default engine, which keeps everything in memory. */
  readonly engine?: E;
  /** Replaces a clock of its own. */
  readonly clock?: FakeClock;
  /** Replaces the memory for files. */
  readonly fileStorage?: FileStorage;
};

/** Returns a token that the fake `verify` accepts for that member. */
export const fakeToken = (id: string, name = id) => `token:${id}:${name}`;

export function createFakeDomain<E extends Engine = LocalEngine>(options: FakeDomainOptions<E> = {}) {
  const clock = options.clock ?? new FakeClock();
  const fanout = new FakeFanout();
  const faults: unknown[] = [];
  const { historyEvents = 500, historyBytes = 4 << 20, maxMemoryBytes = 256 << 20 } = options;
  const bounds = { events: historyEvents, bytes: historyBytes };
  const engine = (options.engine ?? new LocalEngine(bounds, maxMemoryBytes)) as E;
  const ports: Ports = {
    clock: clock.read,
    random: seededRandomBytes(options.seed ?? 1),
    sha256: (bytes) => Bun.SHA256.hash(bytes, "base64url"),
    digest: (text) => `#${Bun.hash(text)}`,
    verifyToken: (token) => {
      const [kind, id, name] = token.split(":");
      return kind === "token" && id && name ? { id, name, avatar: null } : new Refusal("bad_token", "");
    },
    reportFault: (error) => `fault${faults.push(error)}`,
    engine,
    fanout,
    wheel: new TimerWheel<TimerCallback>(clock.now, TICK_MS),
    fileStorage: options.fileStorage ?? new MemoryFiles(),
    passwords: createFakePasswordHasher(),
    isAccount: (memberId) => memberId.startsWith("account"),
    build: "test",
  };
  const rooms = new Rooms(ports, {
    maxLifeMs: 30 * DAY,
    serverEndsAt: Number.POSITIVE_INFINITY,
    defaultLifeMs: DAY,
    messageLength: 4000,
    codeLength: 8,
    customCodes: true,
    reserved: ["api"],
    limits: false,
    files: { maxFileBytes: 25 << 20, maxRoomBytes: 64 << 20, maxBytes: 128 << 20, bytesPerHour: 500 << 20 },
    names: { version: 0, isKeptFrom: () => false, isOwn: () => false },
    ...options,
  });

  return {
    clock,
    fanout,
    engine,
    rooms,
    faults,
    ports,
    create(request: RoomRequest = {}, ownerId = "owner"): Room {
      const created = rooms.create(request, { id: ownerId, name: "Owner", avatar: null });
      if (created instanceof Refusal || created instanceof Promise) throw new Error("no room was created");
      return created.room;
    },
    /** Moves the clock by that many ms, in small steps, and ticks at each as a running server does. */
    advance(ms: number): void {
      const until = clock.now + ms;
      while (clock.now < until) {
        clock.now = Math.min(until, clock.now + Math.max(TICK_MS, ms / 20_000));
        while (!rooms.tick(clock.now));
      }
    },
    connect(room: Room): FakeClient {
      return new FakeClient(new FakeSocket(fanout), (socket) => new Session(socket, room, rooms));
    },
    /** Connects a fake client and joins the room. */
    async join(room: Room, id: string, more: Partial<Extract<Command, { type: "join" }>> = {}): Promise<FakeClient> {
      const client = this.connect(room);
      client.send({ type: "join", token: fakeToken(id, more.name), ...more });
      await flushPromises();
      return client;
    },
  };
}

export class FakeClient {
  readonly socket: FakeSocket;
  readonly session: Session;

  constructor(socket: FakeSocket, open: (socket: FakeSocket) => Session) {
    this.socket = socket;
    this.session = open(socket);
  }

  send(frame: Command | object): void {
    this.session.receive(JSON.stringify(frame));
  }

  /** Simulates a lost connection. */
  disconnect(): void {
    this.socket.close(1006);
    this.session.handleClosed();
  }

  takeFrames() {
    return this.socket.takeFrames();
  }
}

/** Lets promises that are already resolved run their continuations. */
export async function flushPromises(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}
