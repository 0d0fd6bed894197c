// What a request makes of a new room, or why it can't. Rules R1, L1, L7.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import type { RoomRequest } from "#protocol/http";
import { LIFE_MAX_MS, MINUTE_MS } from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/text";
import type { Founding, Room } from "../room-model/room.ts";
import { type RoomState, stateWith } from "../room-model/room-state.ts";

export type LifeRules = {
  /** Endless where a room may last. */
  readonly maxLifeMs: number;
  readonly defaultLifeMs: number;
  /** Whether that member is somebody with an account. */
  readonly isAccount: (memberId: string) => boolean;
};

/** A new room, and its owner key, which is told this once. */
export type Made = { readonly room: Room; readonly ownerKey: string };

/** A room as it was asked for, but for what is drawn for it. */
export type Plan = {
  readonly founding: Pick<Founding, "createdAt" | "idleMs" | "anyoneCanEnd">;
  readonly state: RoomState;
};

/** @param now epoch ms */
export function plan(request: RoomRequest, owner: Member | undefined, rules: LifeRules, now: number): Plan | Refusal {
  const { ttlMinutes, idleMinutes, visibility, entry, password, slowModeSeconds, maxMembers } = request;
  const maxLifeMs = Math.min(rules.maxLifeMs, LIFE_MAX_MS);
  const maxMinutes = Math.floor(maxLifeMs / MINUTE_MS);
  if (typeof ttlMinutes === "number" && !isLife(ttlMinutes, maxMinutes)) {
    return new Refusal("malformed", `ttlMinutes: from 1 to ${maxMinutes}.`);
  }
  if (idleMinutes !== undefined && !isLife(idleMinutes, maxMinutes)) {
    return new Refusal("malformed", `idleMinutes: from 1 to ${maxMinutes}.`);
  }
  if (ttlMinutes === null && rules.maxLifeMs !== Number.POSITIVE_INFINITY) {
    return new Refusal("not_allowed", "Rooms without an end are not allowed here.");
  }
  if (ttlMinutes === null && (owner === undefined || !rules.isAccount(owner.id))) {
    return new Refusal("account_needed", "A room without an end needs an owner with an account.");
  }
  const title = cleanLabel(request.title ?? "");
  const problem = titleProblem(title);
  if (problem !== undefined) return new Refusal("malformed", `title: ${problem}.`);
  const isByPassword = password !== undefined;
  if (isByPassword && entry !== undefined && entry !== "password") {
    return new Refusal("malformed", "password: goes with no other entry.");
  }
  if (!isByPassword && entry === "password") return new Refusal("malformed", "password: give one as well.");
  const lifeMs = ttlMinutes === undefined ? rules.defaultLifeMs : ttlMinutes && ttlMinutes * MINUTE_MS;
  return {
    founding: {
      createdAt: now,
      idleMs: idleMinutes === undefined ? undefined : idleMinutes * MINUTE_MS,
      anyoneCanEnd: request.anyoneCanEnd ?? false,
    },
    state: stateWith({
      title,
      expiresAt: lifeMs === null ? null : now + lifeMs,
      visibility: visibility ?? "unlisted",
      entry: isByPassword ? "password" : (entry ?? "open"),
      slowModeSeconds: slowModeSeconds || null,
      maxMembers: maxMembers ?? null,
      ownerId: owner?.id ?? null,
      ownerGoneAt: owner === undefined ? now : null,
    }),
  };
}

function isLife(minutes: number, maxMinutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 1 && minutes <= maxMinutes;
}
