// Rooms full of simulated users, who run the web client's own connection and reducer.
import type { LogEvent } from "#protocol/frames";
import type { SocketLike } from "../../../web/src/sync/connection-types.ts";
import type { detectGap } from "../../../web/src/sync/gap-detection.ts";
import { SimulatedUser } from "../../testing/simulated-user.ts";
import {
  addViolations,
  type CompleteLog,
  eventsIn,
  HistoryChecker,
  type HistoryViolations,
  NO_VIOLATIONS,
  wordOf,
} from "./history-checker.ts";
import type { ServerUnderTest } from "./server-under-test.ts";
import { SimulatedUploads } from "./simulated-uploads.ts";

export type CrowdOptions = {
  readonly rooms: number;
  /** In each room. */
  readonly members: number;
  /** Options of `SimulatedUser`, set only for known bugs. */
  readonly place?: typeof detectGap;
  readonly open?: (address: string) => SocketLike;
};

type CrowdRoom = {
  readonly code: string;
  readonly ownerKey: string;
  readonly users: SimulatedUser[];
  readonly checker: HistoryChecker;
};

/** A user with this many unsent messages writes nothing new. */
const MAX_PENDING_MESSAGES = 40;
const RECONNECT_DELAY_SCALE = 0.1;
const POLL_MS = 20;
const READ_WITHIN_MS = 30_000;
/** After one message in this many, the user edits a message or reacts to it. */
const MESSAGES_PER_REVISION = 20;

export class SimulatedCrowd {
  readonly #server: ServerUnderTest;
  readonly #random: () => number;
  readonly #rooms: CrowdRoom[] = [];
  readonly uploads: SimulatedUploads;
  /** The logs of the rooms, as they were checked last. */
  logs: readonly (readonly LogEvent[])[] = [];
  #turn = 0;

  /** @param data the server's data file */
  constructor(server: ServerUnderTest, data: string, random: () => number) {
    this.#server = server;
    this.#random = random;
    this.uploads = new SimulatedUploads(server, data, random);
  }

  /** Creates rooms and lets users join them. @param port that the users connect to */
  async join(port: number, { rooms, members, place, open }: CrowdOptions): Promise<void> {
    const { client } = this.#server;
    for (let n = 0; n < rooms; n++) {
      const { room, ownerKey } = await client.room();
      const crowdRoom: CrowdRoom = { code: room.code, ownerKey, users: [], checker: new HistoryChecker() };
      for (let m = 0; m < members; m++) {
        const name = `R${n}M${m}`;
        const { token } = await client.session(name);
        const options = {
          // Reconnects sooner than the web client: the test is about what happens afterwards.
          random: () => this.#random() * RECONNECT_DELAY_SCALE,
          onFrame: (frame: Parameters<HistoryChecker["record"]>[1]) => crowdRoom.checker.record(name, frame),
          ...(place && { place }),
          ...(open && { open }),
        };
        crowdRoom.users.push(new SimulatedUser(`ws://127.0.0.1:${port}/ws/${room.code}`, token, name, options));
      }
      this.#rooms.push(crowdRoom);
    }
  }

  get #users(): SimulatedUser[] {
    return this.#rooms.flatMap(({ users }) => users);
  }

  get deliveries(): number {
    return this.#rooms.reduce((total, { checker }) => total + checker.deliveries, 0);
  }

  get acknowledged(): number {
    return this.#rooms.reduce((total, { checker }) => total + checker.acknowledged, 0);
  }

  /** Lets random users send messages, in all rooms in turn. */
  sendMessages(count: number): void {
    for (let n = 0; n < count; n++) {
      const crowdRoom = this.#rooms[this.#turn++ % this.#rooms.length];
      const user = crowdRoom?.users[Math.floor(this.#random() * crowdRoom.users.length)];
      if (crowdRoom === undefined || user === undefined || user.state.outbox.length >= MAX_PENDING_MESSAGES) continue;
      user.send(
        `${user.name}-${user.sentMessages.length} ${"lorem ipsum ".repeat(1 + Math.floor(this.#random() * 12))}`,
      );
      if (this.#random() < 1 / MESSAGES_PER_REVISION) this.#revise(user);
    }
    for (const user of this.#users) user.retryRefused();
  }

  /** Lets a random user upload a file and say it. */
  sendFile(): void {
    const { code, user } = this.#randomUser();
    if (user.state.outbox.length < MAX_PENDING_MESSAGES) this.uploads.send(user, code);
  }

  /** Leaves a file on the disk that no message has. @returns what went wrong */
  async leaveUnsaidFile(): Promise<string[]> {
    const { code, user } = this.#randomUser();
    return (await this.uploads.leaveUnsaid(user, code)) ? [] : ["a file that no message has was not on the disk"];
  }

  #randomUser(): { code: string; user: SimulatedUser } {
    const room = this.#rooms[Math.floor(this.#random() * this.#rooms.length)];
    const user = room?.users[Math.floor(this.#random() * room.users.length)];
    if (room === undefined || user === undefined) throw new Error("nobody is here");
    return { code: room.code, user };
  }

  #revise(user: SimulatedUser): void {
    const own = user.visibleEvents.findLast((event) => event.type === "chat" && event.userId === user.state.you?.id);
    if (own?.type !== "chat") return;
    if (this.#random() < 0.5) return user.revise({ type: "react", id: own.id, emoji: "🦋" });
    user.revise({ type: "edit", id: own.id, message: `${wordOf(own.message)} changed ${this.#random()}` });
  }

  /** Waits until all messages are sent, writing nothing new. @returns descriptions of the users who could not send */
  async waitUntilSent(withinMs: number): Promise<string[]> {
    await waitUntil(withinMs, () => {
      for (const user of this.#users) user.retryRefused();
      return this.#unfinishedUsers().length === 0;
    });
    return this.#unfinishedUsers();
  }

  /** Reads every room's log from its first event, waits until all users have caught up, and checks what they received. */
  async checkHistories(withinMs: number): Promise<HistoryViolations> {
    let violations = NO_VIOLATIONS;
    this.logs = [];
    for (const { code, users, checker } of this.#rooms) {
      const completeLog = await this.#readCompleteLog(code);
      await waitUntil(withinMs, () => users.every(({ seq }) => seq === completeLog.reader.seq));
      completeLog.reader.stop();
      this.logs = [...this.logs, completeLog.log];
      violations = addViolations(violations, checker.check(completeLog, users));
    }
    return violations;
  }

  async #readCompleteLog(code: string): Promise<CompleteLog> {
    const { client, port } = this.#server;
    const { socket, token, welcome } = await client.join(code, "Witness");
    socket.close();
    const { epoch, seq } = welcome.cursor;
    const log: LogEvent[] = [];
    const reader = new SimulatedUser(`ws://127.0.0.1:${port}/ws/${code}`, token, "Witness", {
      cursor: { epoch, seq: 0 },
      onFrame: (frame) => log.push(...eventsIn(frame)),
    });
    // Users may still send messages, so the log may grow beyond the seq of the welcome.
    if (!(await waitUntil(READ_WITHIN_MS, () => reader.seq >= seq))) throw new Error(`${code} can't be read`);
    return { log, reader };
  }

  /** Returns a line for each user who must not reconnect, or who still has unsent messages. */
  #unfinishedUsers(): string[] {
    return this.#users.flatMap(({ name, closedWith, state: { outbox } }) => {
      if (closedWith !== undefined) return [`${name} was closed with ${closedWith}`];
      return outbox.length > 0 ? [`${name} could not send ${outbox.length} messages`] : [];
    });
  }

  /** Ends all rooms, so that a long run needs no more memory than a short one. @returns descriptions of failures */
  async endRooms(): Promise<string[]> {
    const { client } = this.#server;
    const requests = this.#rooms.map(({ code, ownerKey }) =>
      client.ask("DELETE", `api/rooms/${code}`, { headers: { "x-owner-key": ownerKey } }),
    );
    const failed = (await Promise.all(requests)).filter(({ status }) => status !== 204);
    return failed.map(({ status }) => `DELETE of a room answered ${status}`);
  }

  leave(): void {
    for (const user of this.#users) user.stop();
    this.#rooms.length = 0;
  }
}

/** Waits until a condition holds. @returns whether it did in time */
async function waitUntil(withinMs: number, condition: () => boolean): Promise<boolean> {
  for (const until = performance.now() + withinMs; !condition(); await Bun.sleep(POLL_MS)) {
    if (performance.now() > until) return false;
  }
  return true;
}
