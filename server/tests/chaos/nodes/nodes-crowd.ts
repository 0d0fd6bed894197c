// Rooms full of simulated users, each on a random one of several nodes, always on another one after a break; and what is
// checked of all that they saw. Unlike on one server, a room may go on in a new epoch, under new ids.
import type { ServerFrame } from "#protocol/frames";
import type { SocketLike } from "../../../../web/src/sync/connection-types.ts";
import type { ApiClient, CreatedRoom } from "../../../testing/api-client.ts";
import { SimulatedUser, type SimulatedUserOptions } from "../../../testing/simulated-user.ts";
import { eventsIn, wordOf } from "../history-checker.ts";

export type NodesViolations = {
  /** Acknowledged messages that are not in the log at the end. */
  readonly lost: number;
  /** Messages that occur more than once, in the log or on a screen. */
  readonly duplicated: number;
  /** Ids that stood for different events, nodes whose logs differ, and screens that differ from the log. */
  readonly disagreed: number;
  /** Members whom a node or a user still shows and who have left, or doesn't show although they are there. */
  readonly misplaced: number;
};

type CrowdRoom = {
  readonly code: string;
  readonly ownerKey: string;
  readonly users: SimulatedUser[];
  readonly left: SimulatedUser[];
};

export type NodesCrowdOptions = {
  readonly rooms: number;
  /** In each room. */
  readonly members: number;
  /** Returns the port of a node. */
  readonly pickPort: () => number;
  readonly random: () => number;
} & Pick<SimulatedUserOptions, "place"> & { readonly wrap?: (address: string) => SocketLike };

const MAX_PENDING_MESSAGES = 20;
const MESSAGES_PER_REVISION = 20;
const RECONNECT_DELAY_SCALE = 0.2;
const POLL_MS = 50;
const ENDED_WITHIN_MS = 10_000;
const WITNESS = "Witness";

/** How often a room is asked for, every 100 ms, while Redis isn't ready. */
const CREATION_TRIES = 300;

/** Creates a room. A master that has just taken over may have no replica to wait for, and takes nothing until it has one. */
async function createRoom(client: ApiClient): Promise<CreatedRoom> {
  for (let tries = 1; ; tries++) {
    const { status, body, text } = await client.ask("POST", "api/rooms", { body: {} });
    if (status === 201) return body;
    if (body?.error?.code !== "not_saved" || tries === CREATION_TRIES) throw new Error(text);
    await Bun.sleep(100);
  }
}

export class NodesCrowd {
  readonly #options: NodesCrowdOptions;
  readonly #rooms: CrowdRoom[] = [];
  readonly #sockets = new Set<{ terminate?(): void; close(): void }>();
  readonly #acknowledged = new Set<string>();
  readonly #identities = new Map<string, string>();
  readonly #contradicted = new Set<string>();
  /** How often a user was given a room anew, where they had been in it. */
  snapshots = 0;
  deliveries = 0;
  /** What was found, in words. */
  readonly details: string[] = [];
  #turn = 0;

  constructor(options: NodesCrowdOptions) {
    this.#options = options;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  async join(client: ApiClient): Promise<void> {
    const { rooms, members, random, place, wrap } = this.#options;
    for (let n = 0; n < rooms; n++) {
      const { room, ownerKey } = await createRoom(client);
      const users: SimulatedUser[] = [];
      for (let m = 0; m < members; m++) {
        const name = `R${n}M${m}`;
        const { token } = await client.session(name);
        const options: SimulatedUserOptions = {
          random: () => random() * RECONNECT_DELAY_SCALE,
          onFrame: (frame) => this.#record(name, frame),
          open: () => this.#open(room.code, wrap),
          ...(place && { place }),
        };
        users.push(new SimulatedUser("", token, name, options));
      }
      this.#rooms.push({ code: room.code, ownerKey, users, left: [] });
    }
  }

  #open(code: string, wrap = (address: string) => new WebSocket(address) as SocketLike): SocketLike {
    const socket = wrap(`ws://127.0.0.1:${this.#options.pickPort()}/ws/${code}`);
    this.#sockets.add(socket);
    if (socket instanceof WebSocket) socket.addEventListener("close", () => this.#sockets.delete(socket));
    return socket;
  }

  #record(name: string, frame: ServerFrame): void {
    if (frame.type === "welcome" && !frame.recovered && frame.cursor.seq > 0) this.snapshots++;
    for (const event of eventsIn(frame)) {
      this.deliveries++;
      const identity = event.type === "chat" ? wordOf(event.message) : event.type;
      const known = this.#identities.get(event.id);
      if (known === undefined) this.#identities.set(event.id, identity);
      else if (known !== identity) this.#contradicted.add(event.id);
      if (event.type === "chat" && identity.startsWith(`${name}-`)) this.#acknowledged.add(identity);
    }
  }

  get #users(): SimulatedUser[] {
    return this.#rooms.flatMap(({ users }) => users);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#options.random() * items.length)];
  }

  /** Lets random users say something, in all rooms in turn, and sometimes change what they have said. */
  say(count: number): void {
    const { random } = this.#options;
    for (let n = 0; n < count; n++) {
      const user = this.#pick(this.#rooms[this.#turn++ % this.#rooms.length]?.users ?? []);
      if (user === undefined || user.state.outbox.length >= MAX_PENDING_MESSAGES) continue;
      user.send(`${user.name}-${user.sentMessages.length} ${"lorem ipsum ".repeat(1 + Math.floor(random() * 6))}`);
      if (random() < 1 / MESSAGES_PER_REVISION) this.#revise(user);
    }
    for (const user of this.#users) user.retryRefused();
  }

  #revise(user: SimulatedUser): void {
    const own = user.visibleEvents.findLast((event) => event.type === "chat" && event.userId === user.state.you?.id);
    if (own?.type !== "chat") return;
    if (this.#options.random() < 0.5) return user.revise({ type: "react", id: own.id, emoji: "🦋" });
    user.revise({ type: "edit", id: own.id, message: `${wordOf(own.message)} changed ${this.#options.random()}` });
  }

  /** Breaks the connection of a random user. */
  cutOne(): void {
    this.#pick([...this.#sockets])?.terminate?.();
  }

  /** Lets a random user go who has nothing on their way, without a word. */
  letOneGo(): void {
    const room = this.#pick(this.#rooms);
    const user = room && this.#pick(room.users);
    if (room === undefined || user === undefined || user.state.outbox.length > 0 || room.users.length <= 3) return;
    room.users.splice(room.users.indexOf(user), 1);
    room.left.push(user);
    user.stop();
  }

  /** Waits until everything is said, writing nothing new. @returns descriptions of the users who could not */
  async waitUntilSaid(withinMs: number): Promise<string[]> {
    await waitUntil(withinMs, () => {
      for (const user of this.#users) user.retryRefused();
      return this.#unfinished().length === 0;
    });
    return this.#unfinished();
  }

  #unfinished(): string[] {
    return this.#users.flatMap(({ name, closedWith, state: { outbox } }) => {
      if (closedWith !== undefined) return [`${name} was closed with ${closedWith}`];
      return outbox.length > 0 ? [`${name} could not say ${outbox.length}: ${JSON.stringify(outbox[0])}`] : [];
    });
  }

  /** Reads every room on every node, and compares that with what all users have. @param clients one for each node */
  async check(clients: readonly ApiClient[], withinMs: number): Promise<NodesViolations> {
    const violations = { lost: 0, duplicated: 0, disagreed: this.#contradicted.size, misplaced: 0 };
    const words = new Set<string>();
    for (const { code, users } of this.#rooms) {
      const readers = await Promise.all(clients.map((client) => readRoom(client, code, withinMs)));
      const [first] = readers as [SimulatedUser];
      const expected = screenOf(first);
      for (const [at, reader] of readers.entries()) {
        const screen = screenOf(reader);
        if (screen.join() === expected.join()) continue;
        violations.disagreed++;
        const where = screen.findIndex((text, at) => text !== expected[at]);
        this.details.push(`node ${at} differs at ${where} of ${screen.length}: ${screen[where]} ${expected[where]}`);
      }
      for (const message of first.messages) words.add(wordOf(message));
      const isCurrent = ({ state: { cursor } }: SimulatedUser) => Bun.deepEquals(cursor, first.state.cursor);
      await waitUntil(withinMs, () => users.every(isCurrent));
      for (const user of [first, ...users]) {
        const said = user.messages.map(wordOf);
        violations.duplicated += said.length - new Set(said).size;
        const screen = screenOf(user);
        if (isCurrent(user) && screen.join() === expected.slice(-screen.length).join()) continue;
        violations.disagreed++;
        this.details.push(
          `${user.name} is at ${JSON.stringify(user.state.cursor)}, not ${JSON.stringify(first.state.cursor)}`,
        );
      }
      for (const reader of readers) reader.stop();
      violations.misplaced += await this.#countMisplaced(code, users, clients, withinMs);
    }
    const lost = [...this.#acknowledged].filter((word) => !words.has(word));
    if (lost.length > 0) this.details.push(`lost: ${lost.slice(0, 20).join()}`);
    violations.lost = lost.length;
    return violations;
  }

  /** Waits until everybody who is there is shown everywhere, and nobody else. @returns how many screens and nodes are wrong */
  async #countMisplaced(
    code: string,
    users: readonly SimulatedUser[],
    clients: readonly ApiClient[],
    withinMs: number,
  ): Promise<number> {
    const expected = users.map(({ name }) => name).sort();
    const isRight = (members: readonly { readonly name: string }[]) =>
      Bun.deepEquals(
        members
          .map(({ name }) => name)
          .filter((name) => !name.startsWith(WITNESS))
          .sort(),
        expected,
      );
    await waitUntil(withinMs, () => users.every(({ state }) => isRight(state.members)));
    const onNodes = await Promise.all(
      clients.map(async (client) => {
        const { socket, welcome } = await client.join(code, WITNESS);
        socket.close();
        return welcome.members as { name: string }[];
      }),
    );
    const wrong = [...users.map(({ state }) => state.members), ...onNodes].filter((members) => !isRight(members));
    for (const members of wrong) {
      const shown = members.map(({ name }) => name);
      const [extra, missing] = [
        shown.filter((name) => !expected.includes(name)),
        expected.filter((name) => !shown.includes(name)),
      ];
      this.details.push(`a roster shows also ${extra.join() || "nobody"}, lacks ${missing.join() || "nobody"}`);
    }
    return wrong.length;
  }

  /** Ends all rooms, each by way of another node. @returns descriptions of failures */
  async endRooms(clients: readonly ApiClient[]): Promise<string[]> {
    const problems: string[] = [];
    for (const [at, { code, ownerKey }] of this.#rooms.entries()) {
      const client = clients[at % clients.length] as ApiClient;
      const { status } = await client.ask("DELETE", `api/rooms/${code}`, { headers: { "x-owner-key": ownerKey } });
      if (status !== 204) problems.push(`DELETE of a room answered ${status}`);
      for (const other of clients) {
        // The others are told a moment later.
        const isOver = async () => (await other.ask("GET", `api/rooms/${code}`)).status === 410;
        const until = performance.now() + ENDED_WITHIN_MS;
        while (!(await isOver()) && performance.now() < until) await Bun.sleep(POLL_MS);
        if (!(await isOver())) problems.push("a room that has ended is there on another node");
      }
    }
    return problems;
  }

  leave(): void {
    for (const user of this.#users) user.stop();
    this.#rooms.length = 0;
  }
}

/** Returns a user who has read a room on this node from its first event. */
async function readRoom(client: ApiClient, code: string, withinMs: number): Promise<SimulatedUser> {
  const { socket, token, welcome } = await client.join(code, WITNESS);
  socket.close();
  const { epoch, seq } = welcome.cursor;
  const address = client.address(`ws/${code}`).replace("http", "ws");
  const reader = new SimulatedUser(address, token, WITNESS, { cursor: { epoch, seq: 0 } });
  if (!(await waitUntil(withinMs, () => reader.seq >= seq))) throw new Error(`${code} can't be read`);
  return reader;
}

const screenOf = ({ visibleEvents }: SimulatedUser) => visibleEvents.map((event) => JSON.stringify(event));

/** Waits until a condition holds. @returns whether it did in time */
async function waitUntil(withinMs: number, condition: () => boolean): Promise<boolean> {
  for (const until = performance.now() + withinMs; !condition(); await Bun.sleep(POLL_MS)) {
    if (performance.now() > until) return false;
  }
  return true;
}
