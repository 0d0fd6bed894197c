// What an encrypted room's link says, and what this browser keeps of the room, made into one.
import { encodeFragment, type LinkProblem, parseFragment } from "#protocol/e2ee/link";
import type { KeyProblem } from "../i18n/parts/encryption-texts.ts";
import type { KeptRoom } from "./worker/messages.ts";

const PROBLEMS: Partial<Record<LinkProblem, KeyProblem>> = { missing: "missing", newer: "newer_link" };

/**
 * Returns what a room is opened with: by the link that was just opened, if it has a key, else by the one of before.
 * @param seed returns a new one for this member's key, in base64url
 */
export function openLink(
  linkKey: string | undefined,
  kept: KeptRoom | undefined,
  seed: () => string,
): KeptRoom | KeyProblem {
  if (linkKey === undefined) return kept ?? "missing";
  const link = parseFragment(`e2ee=${linkKey}`);
  if (typeof link === "string") return kept ?? PROBLEMS[link] ?? "damaged_link";
  // A link for one use leads to the room's own.
  if (link.kind === "invite") return kept ?? "damaged_link";
  const newest = encodeFragment(link);
  const rootOf = (text: string) => text.split(".")[2];
  // The code was another room's before, or somebody mixed two links up: what was kept is of no use for this one.
  if (kept !== undefined && rootOf(kept.link) === rootOf(newest)) return { ...kept, link: newest };
  return { link: newest, seed: seed() };
}
