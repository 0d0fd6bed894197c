import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { MAX_LIFE_MS, MINUTE_MS } from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/names";
import { badField, passwordMissing, passwordWithOtherEntry } from "../lib/refusals.ts";
import type { Founding, Room } from "../room-model/room.ts";
import { createState, type RoomState } from "../room-model/room-state.ts";

type RoomCreationRules = {
  /** Infinite where rooms without an end are allowed. */
  readonly maxLifeMs: number;
  readonly defaultLifeMs: number;
  /** Returns whether the member has an account. */
  readonly isAccount: (memberId: string) => boolean;
  /** Whether several nodes share their rooms. */
};

/** A new room and its owner key, which is shown only now. */
export type CreatedRoom = { readonly room: Room; readonly ownerKey: string };

/** A room as it was asked for, without its code, keys and password hash. */
export type RoomPlan = {
  readonly founding: Pick<Founding, "createdAt" | "idleMs" | "anyoneCanEnd">;
  readonly state: RoomState;
};

/** Returns why an encrypted room can't be as it is asked for. Rule E22. */
function encryptedRoomRefusal({
  encryption,
  code,
  title,
  visibility,
  entry,
  password,
}: RoomRequest): Refusal | undefined {
  if (encryption === undefined) return undefined;
  if (code === undefined) return badField("code", "needed, because the keyring is bound to it");
  if (title) return badField("title", "an encrypted room's title is sealed");
  if (visibility === "public") return badField("visibility", "an encrypted room can't be public");
  if (password !== undefined) return badField("password", "an encrypted room's password stays with its members");
  if (entry !== undefined && entry !== "open" && entry !== "locked") {
    return badField("entry", "an encrypted room is open or locked");
  }
  return undefined;
}

/** Returns the room that a request asks for, or why it can't be created. Rules R1, L1, L7. @param now epoch ms */
export function planRoom(
  request: RoomRequest,
  owner: Member | undefined,
  rules: RoomCreationRules,
  now: number,
): RoomPlan | Refusal {
  const { ttlMinutes, idleMinutes, visibility, entry, password, slowModeSeconds, writers, pinners, maxMembers } =
    request;
  const maxLifeMs = Math.min(rules.maxLifeMs, MAX_LIFE_MS);
  const maxMinutes = Math.floor(maxLifeMs / MINUTE_MS);
  if (typeof ttlMinutes === "number" && !isLife(ttlMinutes, maxMinutes)) {
    return badField("ttlMinutes", `from 1 to ${maxMinutes}`);
  }
  if (idleMinutes !== undefined && !isLife(idleMinutes, maxMinutes)) {
    return badField("idleMinutes", `from 1 to ${maxMinutes}`);
  }
  if (ttlMinutes === null && rules.maxLifeMs !== Number.POSITIVE_INFINITY) {
    return new Refusal("not_allowed", "Rooms that never end aren't allowed here.");
  }
  if (ttlMinutes === null && (owner === undefined || !rules.isAccount(owner.id))) {
    return new Refusal("account_needed", "A room that never ends needs an owner with an account.");
  }
  const unfit = encryptedRoomRefusal(request);
  if (unfit !== undefined) return unfit;
  const title = cleanLabel(request.title ?? "");
  const problem = titleProblem(title);
  if (problem !== undefined) return badField("title", problem);
  const hasPassword = password !== undefined;
  if (hasPassword && entry !== undefined && entry !== "password") {
    return passwordWithOtherEntry();
  }
  if (!hasPassword && entry === "password") return passwordMissing();
  const lifeMs = ttlMinutes === undefined ? rules.defaultLifeMs : ttlMinutes && ttlMinutes * MINUTE_MS;
  return {
    founding: {
      createdAt: now,
      idleMs: idleMinutes === undefined ? undefined : idleMinutes * MINUTE_MS,
      anyoneCanEnd: request.anyoneCanEnd ?? false,
    },
    state: createState({
      title,
      expiresAt: lifeMs === null ? null : now + lifeMs,
      visibility: visibility ?? "unlisted",
      entry: hasPassword ? "password" : (entry ?? "open"),
      slowModeSeconds: slowModeSeconds || null,
      writers: writers ?? "everyone",
      vanish: request.vanish ?? null,
      ...(pinners && { pinners }),
      maxMembers: maxMembers ?? null,
      ownerId: owner?.id ?? null,
      ownerGoneAt: owner === undefined ? now : null,
    }),
  };
}

function isLife(minutes: number, maxMinutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= maxMinutes;
}
