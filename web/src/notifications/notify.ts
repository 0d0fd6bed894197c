// Calls somebody who isn't looking: by sound, by a notification, as they chose. What calls is fetched when it first does.
import { type Accessor, createEffect } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import type { Telling } from "../room/notification-rules.ts";

export type CallingPorts = {
  isSeen: Accessor<boolean>;
  /** What the room is called. */
  name: Accessor<string>;
  /** A newer call of the same room takes the place of an older. */
  tag: string;
};

/** Who calls, and what there is to read. */
type Call = Pick<ChatEvent, "user" | "message">;

/** Belongs to the Solid owner it is made in. */
export function createCalling({ isSeen, name, tag }: CallingPorts) {
  let takeAway: (() => void) | undefined;
  createEffect(() => {
    if (!isSeen()) return;
    takeAway?.();
    takeAway = undefined;
  });

  async function notify({ user, message }: Call): Promise<void> {
    const { noticeBar, showNotice } = await import("./desktop-notification.ts");
    // Fetching it may have taken until somebody looked.
    if (isSeen() || noticeBar() !== undefined || Notification.permission !== "granted") return;
    takeAway = showNotice({ title: `${user} · ${name()}`, body: message, tag });
  }

  return (messages: readonly Call[], { sound, notification }: Telling): void => {
    const newest = messages.at(-1);
    if (newest === undefined) return;
    // Without the code for it, as while offline, there is no call.
    if (sound) import("./sound.ts").then(({ chime }) => chime()).catch(() => {});
    if (notification) notify(newest).catch(() => {});
  };
}
