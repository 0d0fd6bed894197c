import type { Entry } from "#protocol/frames";
import { MAX_LIFE_MS, MIN_LIFE_MS, MINUTE_MS } from "#protocol/limits";
import { isCustomCode } from "#protocol/room-code";
import type { Refusal } from "../api/api-error.ts";
import type { NewRoomOptions } from "../api/room-creation.ts";
import { DEFAULT_LIFE_MINUTES } from "./create-room.ts";

/** The fields whose content can be wrong. */
export type RoomFormField = "life" | "title" | "code" | "password" | "idle" | "members";

export const UNIT_MINUTES = { minute: 1, hour: 60, day: 1440 } as const;
export type LifeUnit = keyof typeof UNIT_MINUTES;

export const MAX_MEMBERS = 100_000;

/** The usual choices of how long an empty room goes on; 0: until its end. */
export const IDLE_MINUTES = [0, 5, 30, 120] as const;

const isIntegerBetween = (value: number, min: number, max: number) =>
  Number.isInteger(value) && value >= min && value <= max;

/** Returns null for a room without an end. */
function parseLifeMinutes(form: FormData): number | null {
  const life = form.get("life") ?? DEFAULT_LIFE_MINUTES;
  if (life === "never") return null;
  if (life !== "other") return Number(life);
  return Number(form.get("howMany")) * (UNIT_MINUTES[form.get("unit") as LifeUnit] ?? Number.NaN);
}

/** Returns the options for a new room, or the first field with a value no server accepts. A server may allow less. */
export function parseRoomForm(form: FormData): NewRoomOptions | RoomFormField {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const ttlMinutes = parseLifeMinutes(form);
  if (ttlMinutes !== null && !isIntegerBetween(ttlMinutes, MIN_LIFE_MS / MINUTE_MS, MAX_LIFE_MS / MINUTE_MS))
    return "life";
  const title = text("title");
  const code = text("code").toLowerCase().replace(/\s+/g, "-");
  if (code !== "" && !isCustomCode(code)) return "code";
  const members = text("members");
  if (members !== "" && !isIntegerBetween(Number(members), 1, MAX_MEMBERS)) return "members";
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
    ...(form.get("writers") === "moderators" && { writers: "moderators" as const }),
    ...(form.has("public") && { visibility: "public" }),
    ...(form.has("encrypted") && { isEncrypted: true as const }),
    ...(form.has("anyone") && { anyoneCanEnd: true }),
  };
}

/** The form's fields by the names that the server has for them. */
const FIELDS: Readonly<Record<string, RoomFormField>> = {
  ttlMinutes: "life",
  title: "title",
  code: "code",
  password: "password",
  idleMinutes: "idle",
  maxMembers: "members",
};

/** Returns the field that a refusal is about; undefined if it is about none. */
export function fieldOfRefusal({ code, message }: Refusal): RoomFormField | undefined {
  if (code === "code_taken" || message.includes("custom codes")) return "code";
  return FIELDS[/^\w+(?=:)/.exec(message)?.[0] ?? ""];
}
