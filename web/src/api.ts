// The REST API as the client uses it: every answer is what was asked for or a Refusal, never a throw.
import { treaty } from "@elysiajs/eden";
import { Refusal, type RefusalCode } from "#protocol/codes";
import type { ChatEvent, Member, RoomView } from "#protocol/frames";
import type { App } from "../../server/http/app.ts";
import { BASE } from "./route.ts";

export type RoomWishes = {
  ttlMinutes: number;
  title?: string;
  visibility?: "public";
  idleMinutes?: number;
  anyoneCanEnd?: boolean;
};

/** What proves that somebody may change a room: being its owner, or holding its key. */
export type Proof = { token: string | undefined; ownerKey: string | undefined };

const { api } = treaty<App>(BASE.href, { parseDate: false });

type Answer<T> = Promise<{ data: T; error: null } | { data: null; error: { value: unknown } }>;

async function settle<T>(answer: Answer<T>): Promise<T | Refusal> {
  const { data, error } = await answer;
  if (error === null) return data as T;
  const said = (error.value as { error?: { code: RefusalCode; message: string } } | null)?.error;
  return said?.code === undefined
    ? new Refusal("internal", "The server can't be reached.")
    : new Refusal(said.code, said.message);
}

function headers(proof: Proof): { headers: Record<string, string> } {
  const { token, ownerKey } = proof;
  const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  return { headers: { ...authorization, ...(ownerKey !== undefined && { "x-owner-key": ownerKey }) } };
}

const asMember = (token: string | undefined) => headers({ token, ownerKey: undefined });

/** A token: with one that is valid, a new one for the same member. */
export function newSession(
  wishes: { name?: string; avatar?: string | null },
  token?: string,
): Promise<{ token: string; member: Member } | Refusal> {
  return settle(api.sessions.post(wishes, asMember(token)));
}

export function newRoom(wishes: RoomWishes, token: string): Promise<{ room: RoomView; ownerKey: string } | Refusal> {
  return settle(api.rooms.post(wishes, asMember(token)));
}

export async function publicRooms(): Promise<readonly RoomView[] | Refusal> {
  const found = await settle(api.rooms.get());
  return found instanceof Refusal ? found : found.rooms;
}

export function olderMessages(
  code: string,
  before: number,
): Promise<{ messages: readonly ChatEvent[]; more: boolean } | Refusal> {
  return settle(api.rooms({ code }).messages.get({ query: { before, limit: 100 } }));
}

/** The seq the room stands at now. */
export async function serverSeq(code: string): Promise<number | Refusal> {
  const page = await settle(api.rooms({ code }).messages.get({ query: { limit: 1 } }));
  return page instanceof Refusal ? page : page.cursor.seq;
}

export function changeRoom(
  code: string,
  change: { title?: string; extend?: number },
  proof: Proof,
): Promise<RoomView | Refusal> {
  return settle(api.rooms({ code }).patch(change, headers(proof)));
}

export async function endRoom(code: string, proof: Proof): Promise<Refusal | undefined> {
  const ended = await settle(api.rooms({ code }).delete(undefined, headers(proof)));
  return ended instanceof Refusal ? ended : undefined;
}
