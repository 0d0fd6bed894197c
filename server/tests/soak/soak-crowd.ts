// The people of a soak: rooms that are made and end, members who come, go, and come back. What they do is in member-activities.ts.
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import type { ApiClient } from "../../testing/api-client.ts";
import { ActivityRunner } from "./activity-runner.ts";
import { createActivities } from "./member-activities.ts";
import { expectStatus, GONE, NO_KEEP_ALIVE, pick } from "./requests.ts";
import { SignedInDevices } from "./signed-in-devices.ts";
import { type SoakMember, SoakRoom, type SoakViolations } from "./soak-room.ts";

export type CrowdTotals = SoakViolations & {
  deliveries: number;
  acknowledged: number;
  ended: number;
  cutOff: number;
  holes: number;
};

const ROOMS = 50;
const MEMBERS = 4;
const TEND_MS = 100;
const MAX_AWAY_MS = 2_000;
const KNOCK_ROOMS = 0.2;
const ADMITTED = 0.75;
const SIGNED_IN_MEMBERS = 0.1;
const ENDED_WITHIN_MS = 60_000;
/** Refusals that come of racing with others: the message was dropped, or the room has ended. */
const EXPECTED_REFUSALS: ReadonlySet<string> = new Set(["not_found", "ended", "malformed", "kicked"]);

export class SoakCrowd {
  readonly runner: ActivityRunner;
  readonly totals: CrowdTotals = {
    lost: 0,
    duplicated: 0,
    disagreed: 0,
    deliveries: 0,
    acknowledged: 0,
    ended: 0,
    cutOff: 0,
    holes: 0,
  };
  readonly client: ApiClient;
  readonly #random: () => number;
  readonly devices: SignedInDevices;
  readonly #rooms = new Set<SoakRoom>();
  readonly #joining = new Map<SoakRoom, number>();
  #creating = 0;
  #isEnding = false;
  #names = 0;
  #tending: ReturnType<typeof setInterval> | undefined;

  constructor(client: ApiClient, random: () => number) {
    this.client = client;
    this.#random = random;
    this.devices = new SignedInDevices(client, random);
    this.runner = new ActivityRunner(createActivities(this, random), random);
  }

  start(): void {
    this.#tending = setInterval(() => this.#tend(), TEND_MS);
    this.runner.start();
  }

  /** Ends every activity, room and account, and waits until all sockets have closed. */
  async end(): Promise<void> {
    // Activities that follow a room end with it.
    const stopped = this.runner.stop();
    this.#isEnding = true;
    const until = performance.now() + ENDED_WITHIN_MS;
    while (this.#creating > 0) await Bun.sleep(TEND_MS);
    await Promise.all([...this.#rooms].map((room) => this.endRoom(room)));
    await stopped;
    while (this.#rooms.size > 0 && performance.now() < until) await Bun.sleep(TEND_MS);
    clearInterval(this.#tending);
    for (const { code } of this.#rooms) this.runner.noteProblem(`the room ${code} ended, but its sockets stay open`);
    await this.devices.eraseAll();
  }

  /** Returns a room and one of its members who is connected; undefined if the random choice isn't. */
  anyMember(): { room: SoakRoom; member: SoakMember } | undefined {
    const room = pick([...this.#rooms], this.#random);
    const member = room && pick(room.members, this.#random);
    if (room === undefined || room.isOver || member === undefined || !member.client.isOpen || !member.client.isWelcomed)
      return undefined;
    return { room, member };
  }

  newName(): string {
    return `Guest ${++this.#names}`;
  }

  async endRoom(room: SoakRoom): Promise<void> {
    const answer = await this.client.ask("DELETE", `api/rooms/${room.code}`, {
      headers: { ...NO_KEEP_ALIVE, "x-owner-key": room.ownerKey },
    });
    expectStatus(answer, 204, ...GONE);
  }

  /** Fills rooms, lets members come back whose connection broke, and replaces rooms that have ended. */
  #tend(): void {
    for (const room of this.#rooms) {
      for (const member of [...room.members]) this.#tendMember(room, member);
      const joining = this.#joining.get(room) ?? 0;
      if (room.isOver) {
        if (joining === 0 && room.members.every(({ client }) => client.isClosed)) this.#retire(room);
      } else if (!this.#isEnding && room.members.length + joining < MEMBERS) void this.#fill(room);
    }
    if (!this.#isEnding && this.#rooms.size + this.#creating < ROOMS) void this.#create();
  }

  #tendMember(room: SoakRoom, member: SoakMember): void {
    const { client } = member;
    // A client that doesn't read hears of no end.
    if (room.isOver) client.resume();
    const code = client.closeCodes.at(-1);
    if (!client.isClosed || code === undefined) return;
    if (code === CLOSE.roomEnded) room.isOver = true;
    if (room.isOver) return;
    if (!shouldReconnect(code) && code !== CLOSE.normal) {
      room.remove(member);
      if (code !== CLOSE.notAllowed) this.runner.noteProblem(`a member's socket was closed with ${code}`);
      return;
    }
    const now = performance.now();
    if (member.reconnectAt === undefined) {
      if (member.wasSlow) this.totals.cutOff++;
      member.reconnectAt = now + this.#random() * MAX_AWAY_MS;
    }
    if (now < member.reconnectAt) return;
    member.reconnectAt = undefined;
    // A failure shows in its close codes.
    client.connect().catch(() => {});
  }

  async #create(): Promise<void> {
    this.#creating++;
    try {
      const { token } = await this.#guest();
      const random = this.#random();
      const answer = await this.client.ask("POST", "api/rooms", {
        // Some end by themselves, in a minute or two.
        body: {
          ttlMinutes: random < 0.4 ? 1 : random < 0.6 ? 2 : 60,
          entry: this.#random() < KNOCK_ROOMS ? "knock" : "open",
        },
        token,
        headers: NO_KEEP_ALIVE,
      });
      const {
        room: { code },
        ownerKey,
      } = expectStatus(answer, 201).body;
      const room = new SoakRoom(this.client.address("").replace(/\/$/, ""), { code, ownerKey }, (_, id) =>
        this.#answerKnock(room, id),
      );
      await room.join(token);
      this.#rooms.add(room);
    } catch (error) {
      this.runner.noteProblem(`new room: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#creating--;
    }
  }

  #answerKnock({ owner }: SoakRoom, userId: string): void {
    owner?.client.sendFrame({ type: "moderate", action: this.#random() < ADMITTED ? "admit" : "deny", userId });
  }

  async #fill(room: SoakRoom): Promise<void> {
    this.#joining.set(room, (this.#joining.get(room) ?? 0) + 1);
    try {
      const signedIn = this.#random() < SIGNED_IN_MEMBERS ? this.devices.anyToken : undefined;
      const token = signedIn ?? (await this.#guest()).token;
      // It may not be let in, its sign-in may have ended, or the room.
      await room.join(token).catch(() => {});
    } catch (error) {
      this.runner.noteProblem(`new member: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#joining.set(room, (this.#joining.get(room) ?? 1) - 1);
    }
  }

  async #guest(): Promise<{ token: string }> {
    const answer = await this.client.ask("POST", "api/sessions", {
      body: { name: this.newName() },
      headers: NO_KEEP_ALIVE,
    });
    return expectStatus(answer, 201).body;
  }

  #retire(room: SoakRoom): void {
    this.#rooms.delete(room);
    this.#joining.delete(room);
    const { lost, duplicated, disagreed } = room.check();
    const { totals } = this;
    totals.lost += lost;
    totals.duplicated += duplicated;
    totals.disagreed += disagreed;
    totals.deliveries += room.deliveries;
    totals.acknowledged += room.acknowledged;
    totals.holes += room.holes;
    totals.ended++;
    for (const [code, times] of room.refusals) {
      if (!EXPECTED_REFUSALS.has(code)) for (let n = 0; n < times; n++) this.runner.noteProblem(`refused: ${code}`);
    }
  }
}
