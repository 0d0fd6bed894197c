// The whole domain on one local engine, with fakes at its edges: a clock to move, sockets to look into, seeded randomness.
import { Refusal } from "#protocol/error-codes";
import type { Command } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { Session } from "../chat/connections/session.ts";
import type { Due, Ports } from "../chat/lib/ports.ts";
import { Wheel } from "../chat/lib/timer-wheel.ts";
import type { Room } from "../chat/room-model/room.ts";
import { Rooms, type RoomsSettings } from "../chat/room-registry/rooms.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { FakeClock } from "./clock.ts";
import { seededBytes } from "./random.ts";
import { FakeFanout, FakeSocket } from "./socket.ts";

const DAY = 86_400_000;
const TICK_MS = 50;

export type DomainOptions = Partial<RoomsSettings> & {
  readonly historyEvents?: number;
  readonly historyBytes?: number;
  readonly maxMemoryBytes?: number;
  readonly seed?: number;
  /** In the place of one that keeps everything in memory alone. */
  readonly engine?: LocalEngine;
};

/** A token of the domain's own kind: it proves the member it names. */
export const tokenOf = (id: string, name = id) => `token:${id}:${name}`;

export function createDomain(options: DomainOptions = {}) {
  const clock = new FakeClock();
  const fanout = new FakeFanout();
  const faults: unknown[] = [];
  const { historyEvents = 500, historyBytes = 4 << 20, maxMemoryBytes = 256 << 20 } = options;
  const engine = options.engine ?? new LocalEngine({ events: historyEvents, bytes: historyBytes }, maxMemoryBytes);
  const ports: Ports = {
    clock: clock.read,
    random: seededBytes(options.seed ?? 1),
    digest: (text) => `#${Bun.hash(text)}`,
    verify: (token) => {
      const [kind, id, name] = token.split(":");
      return kind === "token" && id && name ? { id, name, avatar: null } : new Refusal("bad_token", "");
    },
    fault: (error) => `fault${faults.push(error)}`,
    engine,
    fanout,
    wheel: new Wheel<Due>(clock.now, TICK_MS),
    // As quick as it is unsafe.
    passwords: {
      hash: async (password) => `hashed ${password}`,
      verify: async (password, hash) => hash === `hashed ${password}`,
    },
    isAccount: (memberId) => memberId.startsWith("account"),
    build: "test",
  };
  const rooms = new Rooms(ports, {
    maxLifeMs: 30 * DAY,
    defaultLifeMs: DAY,
    messageLength: 4000,
    codeLength: 8,
    customCodes: true,
    reserved: ["api"],
    limits: false,
    names: { isKeptFrom: () => false, isOwn: () => false },
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
      const made = rooms.create(request, { id: ownerId, name: "Owner", avatar: null });
      if (made instanceof Refusal || made instanceof Promise) throw new Error("no room was made");
      return made.room;
    },
    /** Moves the clock to then, ticking all the way as main.ts does. */
    advance(ms: number): void {
      const until = clock.now + ms;
      while (clock.now < until) {
        clock.now = Math.min(until, clock.now + Math.max(TICK_MS, ms / 20_000));
        while (!rooms.tick(clock.now));
      }
    },
    connect(room: Room): Client {
      return new Client(new FakeSocket(fanout), (socket) => new Session(socket, room, rooms));
    },
    /** Connects and joins. */
    async join(room: Room, id: string, more: Partial<Extract<Command, { type: "join" }>> = {}): Promise<Client> {
      const client = this.connect(room);
      client.say({ type: "join", token: tokenOf(id, more.name), ...more });
      await settled();
      return client;
    },
  };
}

export class Client {
  readonly socket: FakeSocket;
  readonly session: Session;

  constructor(socket: FakeSocket, open: (socket: FakeSocket) => Session) {
    this.socket = socket;
    this.session = open(socket);
  }

  say(frame: Command | object): void {
    this.session.receive(JSON.stringify(frame));
  }

  /** The connection is lost. */
  drop(): void {
    this.socket.close(1006);
    this.session.closed();
  }

  take() {
    return this.socket.take();
  }
}

/** Lets everything promised so far happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
