// The people of a soak: rooms that are made and end, members who come, go, break off and come back, and all they do.
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import type { ApiClient, ApiResponse } from "../../testing/api-client.ts";
import { type Activity, ActivityRunner } from "./activities.ts";
import { expectStatus, pick, SignedInDevices } from "./signed-in-devices.ts";
import { type SoakMember, SoakRoom, type SoakViolations } from "./soak-room.ts";

export type CrowdTotals = SoakViolations & { deliveries: number; acknowledged: number; ended: number; cutOff: number };

const ROOMS = 50;
const MEMBERS = 4;
const TEND_MS = 100;
const MAX_AWAY_MS = 2_000;
const MAX_STREAM_MS = 8_000;
/** Long enough for the server to give up a stream whose reader takes nothing. */
const MAX_UNREAD_MS = 60_000;
const KNOCK_ROOMS = 0.2;
const ADMITTED = 0.75;
const SIGNED_IN_MEMBERS = 0.1;
/** While somebody doesn't read, the owner says so much: more than the system keeps for them, so that they are cut off. */
const SLOW_TEXTS = 1_200;
const MAX_SLOW_MS = 30_000;
const SLOW_STEP_MS = 100;
const TEXTS_PER_STEP = 20;
const LONG_TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(88);
const ENDED_WITHIN_MS = 60_000;
const headers = { connection: "close" };
/** What a request may answer whose room has ended in the meantime. */
const GONE = [404, 410];
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
  };
  readonly #client: ApiClient;
  readonly #random: () => number;
  readonly #devices: SignedInDevices;
  readonly #rooms = new Set<SoakRoom>();
  readonly #joining = new Map<SoakRoom, number>();
  #creating = 0;
  #isEnding = false;
  #count = 0;
  #tending: ReturnType<typeof setInterval> | undefined;

  constructor(client: ApiClient, random: () => number) {
    this.#client = client;
    this.#random = random;
    this.#devices = new SignedInDevices(client, random);
    this.runner = new ActivityRunner(this.#activities(), random);
  }

  /** How many messages are not acknowledged yet. */
  get waitingCount(): number {
    let count = 0;
    for (const { members } of this.#rooms) for (const { client } of members) count += client.unconfirmedCount;
    return count;
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
    await Promise.all([...this.#rooms].map((room) => this.#endRoom(room)));
    await stopped;
    while (this.#rooms.size > 0 && performance.now() < until) await Bun.sleep(TEND_MS);
    clearInterval(this.#tending);
    for (const { code } of this.#rooms) this.runner.noteProblem(`the room ${code} ended, but its sockets stay open`);
    await this.#devices.eraseAll();
  }

  #activities(): Activity[] {
    const live = (act: (room: SoakRoom, member: SoakMember) => Promise<void> | void) => () => {
      const room = pick([...this.#rooms], this.#random);
      const member = room && pick(room.members, this.#random);
      if (room === undefined || room.isOver || member === undefined || !member.client.isOpen) return;
      return act(room, member);
    };
    const ofOwn = (frame: (id: string) => object) =>
      live((_, { client, messageIds }) => {
        const id = pick(messageIds, this.#random);
        if (id !== undefined) client.sendFrame(frame(id));
      });
    const ask = (status: number, request: (room: SoakRoom, member: SoakMember) => Promise<ApiResponse>) =>
      live(async (room, member) => {
        // The sign-in of a member may have ended meanwhile.
        expectStatus(await request(room, member), status, ...GONE, 401);
      });
    const get = (path: (room: SoakRoom) => string) =>
      ask(200, (room, { token }) => this.#client.ask("GET", `api/rooms/${path(room)}`, { token, headers }));
    return [
      { name: "message", perSecond: 100, isScaled: true, run: live((room, member) => this.#talk(room, member)) },
      {
        name: "edit",
        perSecond: 10,
        isScaled: true,
        run: ofOwn((id) => ({ type: "edit", id, message: this.#text() })),
      },
      { name: "reaction", perSecond: 20, isScaled: true, run: live((_, member) => this.#react(member)) },
      { name: "deletion", perSecond: 10, isScaled: true, run: ofOwn((id) => ({ type: "delete", id })) },
      {
        name: "typing",
        perSecond: 10,
        isScaled: true,
        run: live((_, { client }) => client.sendFrame({ type: "typing" })),
      },
      {
        name: "away",
        perSecond: 4,
        run: live((_, { client }) => client.sendFrame({ type: "away", on: this.#random() < 0.5 })),
      },
      {
        name: "new name",
        perSecond: 2,
        run: live((_, { client }) => client.sendFrame({ type: "rename", name: this.#name() })),
      },
      {
        name: "message over REST",
        perSecond: 10,
        isScaled: true,
        run: live((room, member) => this.#post(room, member)),
      },
      { name: "page of history", perSecond: 10, isScaled: true, run: get(({ code }) => `${code}/messages?limit=100`) },
      {
        name: "earlier page",
        perSecond: 4,
        isScaled: true,
        run: get(({ code }) => `${code}/messages?before=200&limit=50`),
      },
      { name: "list of members", perSecond: 3, isScaled: true, run: get(({ code }) => `${code}/members`) },
      { name: "look at a room", perSecond: 3, isScaled: true, run: get(({ code }) => code) },
      { name: "event stream", perSecond: 1, run: live((room, member) => this.#follow(room, member)) },
      {
        name: "broken connection",
        perSecond: 3,
        run: live((_, { client }) => (this.#random() < 0.5 ? client.cut() : client.close())),
      },
      { name: "leaving", perSecond: 1, run: live((room, member) => this.#leave(room, member)) },
      { name: "kick", perSecond: 0.3, run: live((room, member) => this.#kick(room, member)) },
      {
        name: "new title",
        perSecond: 0.5,
        run: live((room) => room.owner?.client.sendFrame({ type: "change", title: this.#text().slice(0, 60) })),
      },
      { name: "room ended by its owner", perSecond: 0.7, run: live((room) => this.#endRoom(room)) },
      { name: "slow reader", perSecond: 0.15, run: live((room, member) => this.#readSlowly(room, member)) },
      { name: "account made or erased", perSecond: 0.3, run: () => this.#devices.registerOrErase() },
      { name: "signing in", perSecond: 0.5, run: () => this.#devices.signIn() },
      { name: "renewing a sign-in", perSecond: 2, run: () => this.#devices.renew() },
      { name: "signing out", perSecond: 0.3, run: () => this.#devices.signOut() },
    ];
  }

  #text(): string {
    return `${this.#random()} ${"lorem ipsum ".repeat(1 + Math.floor(this.#random() * 12))}`;
  }

  #name(): string {
    return `Guest ${++this.#count}`;
  }

  #talk({ members }: SoakRoom, { client }: SoakMember): void {
    // What is said while others still wait for it would only pile up.
    if (client.unconfirmedCount > 20) return;
    const replyTo = this.#random() < 0.1 ? members[0]?.messageIds.at(-1) : undefined;
    client.send(this.#text(), replyTo === undefined ? {} : { replyTo });
  }

  #react({ client, messageIds }: SoakMember): void {
    const id = pick(messageIds, this.#random);
    if (id !== undefined) client.sendFrame({ type: "react", id, emoji: "🦋", on: this.#random() < 0.7 });
  }

  async #post(room: SoakRoom, { token }: SoakMember): Promise<void> {
    const body = { message: this.#text(), nonce: `rest-${++this.#count}` };
    const answer = await this.#client.ask("POST", `api/rooms/${room.code}/messages`, { body, token, headers });
    if (expectStatus(answer, 201, ...GONE, 401).status === 201) room.noteAcknowledged(answer.body);
  }

  /** Follows an event stream for a while, or opens it and reads nothing. */
  async #follow(room: SoakRoom, { token }: SoakMember): Promise<void> {
    const response = await this.#client.fetch("GET", `api/rooms/${room.code}/events`, { token, headers });
    if (response.status !== 200) return void expectStatus({ ...NO_ANSWER, status: response.status }, ...GONE, 401);
    const reader = response.body?.getReader();
    if (this.#random() < 0.9) {
      const closing = setTimeout(() => void reader?.cancel().catch(() => {}), this.#random() * MAX_STREAM_MS);
      while (!(await reader?.read())?.done);
      return clearTimeout(closing);
    }
    for (let ms = 0; ms < MAX_UNREAD_MS && !this.runner.isStopping; ms += TEND_MS) await Bun.sleep(TEND_MS);
    await reader?.cancel();
  }

  #kick({ owner }: SoakRoom, member: SoakMember): void {
    if (member !== owner) owner?.client.sendFrame({ type: "moderate", action: "kick", userId: member.id });
  }

  async #leave(room: SoakRoom, member: SoakMember): Promise<void> {
    if (member === room.owner) return;
    room.remove(member);
    member.client.close();
  }

  async #endRoom(room: SoakRoom): Promise<void> {
    const answer = await this.#client.ask("DELETE", `api/rooms/${room.code}`, {
      headers: { ...headers, "x-owner-key": room.ownerKey },
    });
    expectStatus(answer, 204, ...GONE);
  }

  /** Lets a member read nothing, or a little now and then, while others talk much. */
  async #readSlowly(room: SoakRoom, member: SoakMember): Promise<void> {
    const speaker = room.owner;
    if (speaker === undefined || speaker === member || member.wasSlow) return;
    member.wasSlow = true;
    const readsNothing = this.#random() < 0.5;
    let said = 0;
    for (let step = 0; step * SLOW_STEP_MS < MAX_SLOW_MS && said < SLOW_TEXTS; step++) {
      if (room.isOver || this.runner.isStopping) break;
      if (readsNothing || step % 10 > 0) member.client.pause();
      else member.client.resume();
      if (speaker.client.isOpen && speaker.client.unconfirmedCount < TEXTS_PER_STEP) {
        for (let n = 0; n < TEXTS_PER_STEP; n++) speaker.client.send(`${++said} ${LONG_TEXT}`.slice(0, 4000));
      }
      await Bun.sleep(SLOW_STEP_MS);
    }
    member.client.resume();
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
      const answer = await this.#client.ask("POST", "api/rooms", {
        // Some end by themselves, in a minute or two.
        body: {
          ttlMinutes: random < 0.4 ? 1 : random < 0.6 ? 2 : 60,
          entry: this.#random() < KNOCK_ROOMS ? "knock" : "open",
        },
        token,
        headers,
      });
      const {
        room: { code },
        ownerKey,
      } = expectStatus(answer, 201).body;
      const room = new SoakRoom(this.#client.address("").replace(/\/$/, ""), { code, ownerKey }, (_, id) =>
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
      const signedIn = this.#random() < SIGNED_IN_MEMBERS ? this.#devices.anyToken : undefined;
      await room.join(signedIn ?? (await this.#guest()).token);
    } catch {
      // It wasn't let in, its sign-in has ended, or the room has.
    } finally {
      this.#joining.set(room, (this.#joining.get(room) ?? 1) - 1);
    }
  }

  async #guest(): Promise<{ token: string }> {
    const answer = await this.#client.ask("POST", "api/sessions", { body: { name: this.#name() }, headers });
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
    totals.ended++;
    for (const [code, times] of room.refusals) {
      if (!EXPECTED_REFUSALS.has(code)) for (let n = 0; n < times; n++) this.runner.noteProblem(`refused: ${code}`);
    }
  }
}

const NO_ANSWER: ApiResponse = { status: 0, headers: new Headers(), text: "", body: undefined };
