import { type Accessor, createEffect } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import type { NotificationSettings } from "../room/notification-rules.ts";

export type Notify = ReturnType<typeof createNotify>;

export type NotifyPorts = {
  isPageVisible: Accessor<boolean>;
  roomName: Accessor<string>;
  /** What is said of an encrypted room is kept nowhere but in it, so not in the system's list of notifications either. */
  isEncrypted: Accessor<boolean>;
  /** A later notification with the same tag replaces the one before. */
  tag: string;
};

type NotifiedMessage = Pick<ChatEvent, "user" | "message" | "files">;

/**
 * Returns a function that alerts somebody who isn't looking, for the newest of some messages, by sound or desktop
 * notification, as the settings say. The notification is closed when the page is seen. Belongs to the Solid owner it is
 * made in.
 */
export function createNotify({ isPageVisible, roomName, isEncrypted, tag }: NotifyPorts) {
  let closeNotification: (() => void) | undefined;
  createEffect(() => {
    if (!isPageVisible()) return;
    closeNotification?.();
    closeNotification = undefined;
  });

  async function showNotification({ user, message, files }: NotifiedMessage): Promise<void> {
    const [{ isNotificationAllowed, showDesktopNotification }, { excerptOf }, texts] = await Promise.all([
      import("./desktop-notification.ts"),
      import("../message/excerpt.ts"),
      isEncrypted() ? import("../i18n/parts/encryption-texts.ts") : undefined,
    ]);
    // Somebody may have looked at the page while the module was loading.
    if (isPageVisible() || !isNotificationAllowed()) return;
    const shown = texts
      ? { title: roomName(), body: texts.encryptionTexts().somethingNew }
      : { title: `${user} · ${roomName()}`, body: excerptOf(message, files) };
    closeNotification = showDesktopNotification({ ...shown, tag });
  }

  return (messages: readonly NotifiedMessage[], { sound, notification }: NotificationSettings): void => {
    const newest = messages.at(-1);
    if (newest === undefined) return;
    // Where the module can't be loaded, as while offline, there is no sound.
    if (sound) import("./sound.ts").then(({ playSound }) => playSound()).catch(() => {});
    if (notification) showNotification(newest).catch(() => {});
  };
}
