// What an encrypted room's link says, and what this browser keeps of the room.
import { encodeFragment, type LinkProblem, parseFragment } from "#protocol/e2ee/link";
import type { KeyProblem } from "../i18n/parts/encryption-texts.ts";
import type { KeptRoom } from "./worker/messages.ts";

const PROBLEMS: Partial<Record<LinkProblem, KeyProblem>> = { missing: "missing", newer: "newer_link" };

export type OpenedLink = {
  /** What is kept of the link's room, or a beginning of it. */
  readonly kept: KeptRoom;
  /** The fragment of a link that was just opened, if it is one. */
  readonly link?: string;
  readonly isForOneUse: boolean;
};

/**
 * Returns what a room is opened with.
 * @param linkKey of the link that was just opened, if one was; where it has several, with `&` between them
 * @param seed returns a new one for this member's key, in base64url
 */
export function openLink(
  linkKey: string | undefined,
  kept: KeptRoom | undefined,
  seed: () => string,
): OpenedLink | KeyProblem {
  const parsed = linkKey === undefined ? "missing" : parseFragment(`e2ee=${linkKey.replaceAll("&", "&e2ee=")}`);
  if (typeof parsed === "string") {
    return kept === undefined ? (PROBLEMS[parsed] ?? "damaged_link") : { kept, isForOneUse: false };
  }
  const link = encodeFragment(parsed);
  // The code was another room's before, or somebody mixed two links up: what was kept is of no use for this one.
  const isKept = kept !== undefined && isOfSameRoom(kept.link, link);
  return { kept: isKept ? kept : { link, seed: seed() }, link, isForOneUse: parsed.kind === "invite" };
}

/** Whether two fragments are of one room, if their codes are the same. */
export const isOfSameRoom = (one: string, other: string): boolean => one.split(".")[2] === other.split(".")[2];
