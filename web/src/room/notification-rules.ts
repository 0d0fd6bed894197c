import { type Accessor, createSignal } from "solid-js";
import type { ChatEvent, LogEvent, Member } from "#protocol/frames";
import type { KeyValueStore } from "../browser/storage.ts";
import { isCalled } from "./mention.ts";

export type NotifyAbout = "none" | "mentions" | "all";
/** Per-room notification settings: off, mentions or all; by sound or desktop notification. Stored as they are. */
export type NotificationSettings = {
  readonly of: NotifyAbout;
  readonly sound: boolean;
  readonly notification: boolean;
};

/** A notification is shown only if the browser was allowed to: until then, there is the sound alone. */
const DEFAULTS: NotificationSettings = { of: "mentions", sound: true, notification: true };

function parse(text: string | undefined): NotificationSettings {
  try {
    return { ...DEFAULTS, ...(JSON.parse(text ?? "{}") as Partial<NotificationSettings>) };
  } catch {
    return DEFAULTS;
  }
}

export type NotificationRulesPorts = {
  you: Accessor<Member | undefined>;
  isPageVisible: Accessor<boolean>;
  /** Returns who is here: of two names that begin alike, the longer is called. */
  members?: Accessor<readonly Member[]>;
  /** Returns who wrote the message of this id, where it is known. */
  authorOf(id: string): string | undefined;
  /** Returns whether this member's messages are hidden: nothing notifies of them. */
  isHidden?: (userId: string) => boolean;
  browserStore: KeyValueStore;
  /** The key under which the settings are stored. */
  storageKey: string;
  /** Notifies of messages; the newest is the one to show. */
  notify(messages: readonly ChatEvent[], settings: NotificationSettings): void;
};

/**
 * Decides which messages to notify of: mentions unless the person chose otherwise, never one of their own, and none that
 * comes while they look at the page.
 */
export function createNotificationRules(ports: NotificationRulesPorts) {
  const { you, members, isPageVisible, authorOf, isHidden, browserStore, storageKey, notify } = ports;
  const [settings, setSettings] = createSignal(parse(browserStore.get(storageKey)));
  const [hasWritten, setWritten] = createSignal(false);

  function isWorthNotifying(event: LogEvent): event is ChatEvent {
    const me = you();
    if (event.type !== "chat" || event.deleted || me === undefined || event.userId === me.id) return false;
    if (isHidden?.(event.userId)) return false;
    if (settings().of === "all") return true;
    const isReplyToMe = event.replyTo !== undefined && authorOf(event.replyTo) === me.id;
    return isReplyToMe || isCalled(event, me, members?.() ?? [me]);
  }

  return {
    settings,

    update(change: Partial<NotificationSettings>): void {
      setSettings({ ...settings(), ...change });
      browserStore.set(storageKey, JSON.stringify(settings()));
    },

    /** Returns how to notify of something that concerns us; undefined where the person wants or needs no notification. */
    activeSettings: () => (settings().of === "none" || isPageVisible() ? undefined : settings()),

    /** Returns whether the person has written something since they came. */
    hasWritten,

    /** Reads new events, and notifies of those that the settings ask for. */
    readEvents(events: readonly LogEvent[]): void {
      const me = you()?.id;
      if (events.some((event) => event.type === "chat" && event.userId === me)) setWritten(true);
      if (settings().of === "none" || isPageVisible()) return;
      const messages = events.filter(isWorthNotifying);
      if (messages.length > 0) notify(messages, settings());
    },
  };
}
