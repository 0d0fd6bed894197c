// What a form asks a new room to be, checked here as far as a browser can: the server may allow less.
import { LIFE_MAX_MS, LIFE_MIN_MS, MINUTE_MS } from "#protocol/limits";
import { isCustomCode } from "#protocol/text";
import { type RoomWishes, USUAL_LIFE } from "./founding.ts";
import type { Refusal } from "./room/reduce.ts";

/** Parts of the form that can be filled in wrongly. */
export type Field = "life" | "code" | "members";

export const UNITS = { minute: 1, hour: 60, day: 1440 } as const;
export type Unit = keyof typeof UNITS;

export const MOST_MEMBERS = 100_000;

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

function lifeIn(form: FormData): number {
  const life = form.get("life") ?? USUAL_LIFE;
  if (life !== "other") return Number(life);
  return Number(form.get("howMany")) * (UNITS[form.get("unit") as Unit] ?? Number.NaN);
}

/** @returns the wishes, or the first field that makes no sense */
export function wishesIn(form: FormData): RoomWishes | Field {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const ttlMinutes = lifeIn(form);
  if (!isWhole(ttlMinutes, LIFE_MIN_MS / MINUTE_MS, LIFE_MAX_MS / MINUTE_MS)) return "life";
  const title = text("title");
  const code = text("code").toLowerCase().replace(/\s+/g, "-");
  if (code !== "" && !isCustomCode(code)) return "code";
  const members = text("members");
  if (members !== "" && !isWhole(Number(members), 1, MOST_MEMBERS)) return "members";
  const idleMinutes = Number(text("idle"));
  return {
    ttlMinutes,
    ...(title !== "" && { title }),
    ...(code !== "" && { code }),
    ...(idleMinutes > 0 && { idleMinutes }),
    ...(members !== "" && { maxMembers: Number(members) }),
    ...(form.has("public") && { visibility: "public" }),
    ...(form.has("anyone") && { anyoneCanEnd: true }),
  };
}

/** The field a refusal is about, if it is about one. */
export function fieldOf({ code, message }: Refusal): Field | undefined {
  if (code === "code_taken" || /^code:|draws its codes/.test(message)) return "code";
  return message.startsWith("ttlMinutes:") ? "life" : undefined;
}
