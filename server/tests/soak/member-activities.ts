// What the members of a soak do, and how often.
import type { ApiResponse } from "../../testing/api-client.ts";
import type { Activity } from "./activity-runner.ts";
import { expectStatus, expectUnlessGone, GONE, NO_KEEP_ALIVE, pick } from "./requests.ts";
import type { SoakCrowd } from "./soak-crowd.ts";
import type { SoakMember, SoakRoom } from "./soak-room.ts";

/** At intensity 1. */
export const MESSAGES_PER_SECOND = 100;
const MAX_UNCONFIRMED = 20;
const MAX_STREAM_MS = 8_000;
/** Long enough for the server to give up a stream whose reader takes nothing. */
const MAX_UNREAD_MS = 60_000;
/** While somebody doesn't read, the owner says so much: more than the system keeps for them, so that they are cut off. */
const SLOW_TEXTS = 1_200;
const MAX_SLOW_MS = 30_000;
const TEXTS_PER_STEP = 20;
const STEP_MS = 100;
const LONG_TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(88);

export function createActivities(crowd: SoakCrowd, random: () => number): Activity[] {
  let postCount = 0;
  function text(): string {
    return `${random()} ${"lorem ipsum ".repeat(1 + Math.floor(random() * 12))}`;
  }

  function talk({ members }: SoakRoom, { client }: SoakMember): void {
    // What is said while others still wait for it would only pile up.
    if (client.unconfirmedCount > MAX_UNCONFIRMED) return;
    const replyTo = random() < 0.1 ? members[0]?.messageIds.at(-1) : undefined;
    client.send(text(), replyTo === undefined ? {} : { replyTo });
  }

  function react({ client, messageIds }: SoakMember): void {
    const id = pick(messageIds, random);
    if (id !== undefined) client.sendFrame({ type: "react", id, emoji: "🦋", on: random() < 0.7 });
  }

  async function post(room: SoakRoom, { token }: SoakMember): Promise<void> {
    const body = { message: text(), nonce: `rest-${++postCount}` };
    const answer = await crowd.client.ask("POST", `api/rooms/${room.code}/messages`, {
      body,
      token,
      headers: NO_KEEP_ALIVE,
    });
    if (expectUnlessGone(answer, 201).status === 201) room.noteAcknowledged(answer.body);
  }

  /** Follows an event stream for a while, or opens it and reads nothing. */
  async function follow(room: SoakRoom, { token }: SoakMember): Promise<void> {
    const response = await crowd.client.fetch("GET", `api/rooms/${room.code}/events`, {
      token,
      headers: NO_KEEP_ALIVE,
    });
    if (response.status !== 200) return void expectStatus({ ...NO_ANSWER, status: response.status }, ...GONE, 401);
    const reader = response.body?.getReader();
    if (random() < 0.9) {
      const closing = setTimeout(() => void reader?.cancel().catch(() => {}), random() * MAX_STREAM_MS);
      while (!(await reader?.read())?.done);
      return clearTimeout(closing);
    }
    for (let ms = 0; ms < MAX_UNREAD_MS && !crowd.runner.isStopping; ms += STEP_MS) await Bun.sleep(STEP_MS);
    await reader?.cancel();
  }

  function kick({ owner }: SoakRoom, member: SoakMember): void {
    if (member !== owner) owner?.client.sendFrame({ type: "moderate", action: "kick", userId: member.id });
  }

  function breakOff({ client, wasSlow }: SoakMember): void {
    // Of slow readers it is counted how many the server cuts off.
    if (wasSlow) return;
    if (random() < 0.5) client.cut();
    else client.close();
  }

  function leave(room: SoakRoom, member: SoakMember): void {
    if (member === room.owner) return;
    room.remove(member);
    member.client.close();
  }

  /** Lets a member read nothing, or a little now and then, while others talk much. */
  async function readSlowly(room: SoakRoom, member: SoakMember): Promise<void> {
    const speaker = room.owner;
    if (speaker === undefined || speaker === member || member.wasSlow) return;
    member.wasSlow = true;
    const readsNothing = random() < 0.5;
    let said = 0;
    for (let step = 0; step * STEP_MS < MAX_SLOW_MS && said < SLOW_TEXTS; step++) {
      if (room.isOver || crowd.runner.isStopping) break;
      if (readsNothing || step % 10 > 0) member.client.pause();
      else member.client.resume();
      if (speaker.client.isOpen && speaker.client.unconfirmedCount < TEXTS_PER_STEP) {
        for (let n = 0; n < TEXTS_PER_STEP; n++) speaker.client.send(`${++said} ${LONG_TEXT}`.slice(0, 4000));
      }
      await Bun.sleep(STEP_MS);
    }
    member.client.resume();
  }

  const live = (act: (room: SoakRoom, member: SoakMember) => Promise<void> | void) => () => {
    const found = crowd.anyMember();
    return found === undefined ? undefined : act(found.room, found.member);
  };
  const ofOwn = (frame: (id: string) => object) =>
    live((_, { client, messageIds }) => {
      const id = pick(messageIds, random);
      if (id !== undefined) client.sendFrame(frame(id));
    });
  const ask = (status: number, request: (room: SoakRoom, member: SoakMember) => Promise<ApiResponse>) =>
    live(async (room, member) => {
      expectUnlessGone(await request(room, member), status);
    });
  const get = (path: (room: SoakRoom) => string) =>
    ask(200, (room, { token }) =>
      crowd.client.ask("GET", `api/rooms/${path(room)}`, { token, headers: NO_KEEP_ALIVE }),
    );
  return [
    {
      name: "message",
      perSecond: MESSAGES_PER_SECOND,
      isScaled: true,
      run: live((room, member) => talk(room, member)),
    },
    {
      name: "edit",
      perSecond: 10,
      isScaled: true,
      run: ofOwn((id) => ({ type: "edit", id, message: text() })),
    },
    { name: "reaction", perSecond: 20, isScaled: true, run: live((_, member) => react(member)) },
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
      run: live((_, { client }) => client.sendFrame({ type: "away", on: random() < 0.5 })),
    },
    {
      name: "new name",
      perSecond: 2,
      run: live((_, { client }) => client.sendFrame({ type: "rename", name: crowd.newName() })),
    },
    {
      name: "message over REST",
      perSecond: 10,
      isScaled: true,
      run: live((room, member) => post(room, member)),
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
    { name: "event stream", perSecond: 1, run: live((room, member) => follow(room, member)) },
    {
      name: "broken connection",
      perSecond: 3,
      run: live((_, member) => breakOff(member)),
    },
    { name: "leaving", perSecond: 1, run: live((room, member) => leave(room, member)) },
    { name: "kick", perSecond: 0.3, run: live((room, member) => kick(room, member)) },
    {
      name: "new title",
      perSecond: 0.5,
      run: live((room) => room.owner?.client.sendFrame({ type: "change", title: text().slice(0, 60) })),
    },
    { name: "room ended by its owner", perSecond: 0.7, run: live((room) => crowd.endRoom(room)) },
    { name: "slow reader", perSecond: 0.15, run: live((room, member) => readSlowly(room, member)) },
    { name: "account made or erased", perSecond: 0.3, run: () => crowd.devices.registerOrErase() },
    { name: "signing in", perSecond: 0.5, run: () => crowd.devices.signIn() },
    { name: "renewing a sign-in", perSecond: 2, run: () => crowd.devices.renew() },
    { name: "signing out", perSecond: 0.3, run: () => crowd.devices.signOut() },
  ];
}

const NO_ANSWER: ApiResponse = { status: 0, headers: new Headers(), text: "", body: undefined };
