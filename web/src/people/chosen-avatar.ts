// Remembers who has chosen their avatar by hand: it stays when they take another name. Rule I10.

import { browserStore } from "../browser/stores.ts";
import type { CurrentMember } from "../room/current-user.ts";

const STORAGE_KEY = "chosen-avatar";

export const rememberChosenAvatar = (memberId: string): void => browserStore.set(STORAGE_KEY, memberId);

/** Returns whether the avatar is the member's own choice. An account's may have been chosen on another device. */
export const hasChosenAvatar = ({ id, avatar, isAccount }: CurrentMember): boolean =>
  browserStore.get(STORAGE_KEY) === id || (isAccount && avatar !== null);
