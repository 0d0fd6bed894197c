// What a form asks a new room to be, checked here as far as a browser can: the server may allow less.
import type { Entry } from "#protocol/frames";
import { LIFE_MAX_MS, LIFE_MIN_MS, MINUTE_MS } from "#protocol/limits";
import { isCustomCode } from "#protocol/text";
import type { Refusal } from "../sync/room-reducer.ts";
import { type RoomWishes, USUAL_LIFE } from "./create-room.ts";

/** Parts of the form that can be filled in wrongly. */
export type Field = "life" | "code" | "members" | "password";

export const UNITS = { minute: 1, hour: 60, day: 1440 } as const;
export type Unit = keyof typeof UNITS;

/** How far apart a member's messages may have to be, in seconds. */
export const SLOWNESSES = [0, 10, 30, 60, 300, 900, 3600] as const;

export const MOST_MEMBERS = 100_000;

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

/** null: without an end. */
function lifeIn(form: FormData): number | null {
  const life = form.get("life") ?? USUAL_LIFE;
  if (life === "never") return null;
  if (life !== "other") return Number(life);
  return Number(form.get("howMany")) * (UNITS[form.get("unit") as Unit] ?? Number.NaN);
}

/** @returns the wishes, or the first field that makes no sense */
export function wishesIn(form: FormData): RoomWishes | Field {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const ttlMinutes = lifeIn(form);
  if (ttlMinutes !== null && !isWhole(ttlMinutes, LIFE_MIN_MS / MINUTE_MS, LIFE_MAX_MS / MINUTE_MS)) return "life";
  const title = text("title");
  const code = text("code").toLowerCase().replace(/\s+/g, "-");
  if (code !== "" && !isCustomCode(code)) return "code";
  const members = text("members");
  if (members !== "" && !isWhole(Number(members), 1, MOST_MEMBERS)) return "members";
  const idleMinutes = Number(text("idle"));
  const entry = (form.get("entry") ?? "open") as Entry;
  const password = String(form.get("password") ?? "");
  if (entry === "password" && password === "") return "password";
  const slowModeSeconds = Number(text("slow"));
  return {
    ttlMinutes,
    ...(title !== "" && { title }),
    ...(code !== "" && { code }),
    ...(idleMinutes > 0 && { idleMinutes }),
    ...(members !== "" && { maxMembers: Number(members) }),
    ...(entry !== "open" && { entry }),
    ...(entry === "password" && { password }),
    ...(slowModeSeconds > 0 && { slowModeSeconds }),
    ...(form.has("public") && { visibility: "public" }),
    ...(form.has("anyone") && { anyoneCanEnd: true }),
  };
}

/** The field a refusal is about, if it is about one. */
export function fieldOf({ code, message }: Refusal): Field | undefined {
  if (code === "code_taken" || /^code:|draws its codes/.test(message)) return "code";
  if (message.startsWith("password:")) return "password";
  return message.startsWith("ttlMinutes:") ? "life" : undefined;
}
