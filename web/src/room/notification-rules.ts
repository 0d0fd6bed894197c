// Of what this room may call somebody who isn't looking, and by what: nothing until it is asked for. A message of one's
// own never calls, nor what comes while the page is seen.
import { type Accessor, createSignal } from "solid-js";
import type { ChatEvent, LogEvent, Member } from "#protocol/frames";
import type { Kept } from "../browser/storage.ts";
import { isCalled } from "./mention.ts";

export type TellOf = "none" | "mentions" | "all";
export type Telling = { readonly of: TellOf; readonly sound: boolean; readonly notification: boolean };

const SILENT: Telling = { of: "none", sound: true, notification: false };

function read(text: string | undefined): Telling {
  try {
    return { ...SILENT, ...(JSON.parse(text ?? "{}") as Partial<Telling>) };
  } catch {
    return SILENT;
  }
}

export type TellingPorts = {
  you: Accessor<Member | undefined>;
  /** Somebody looks at the page. */
  isSeen: Accessor<boolean>;
  /** Who wrote the message of this id, where it is known. */
  authorOf(id: string): string | undefined;
  kept: Kept;
  /** Under which the choice is kept. */
  key: string;
  /** Calls: the newest of these messages is the one to show. */
  tell(messages: readonly ChatEvent[], telling: Telling): void;
};

export function createTelling({ you, isSeen, authorOf, kept, key, tell }: TellingPorts) {
  const [telling, setTelling] = createSignal(read(kept.get(key)));

  function calls(event: LogEvent): event is ChatEvent {
    const me = you();
    if (event.type !== "chat" || event.deleted || me === undefined || event.userId === me.id) return false;
    if (telling().of === "all") return true;
    const isAnswer = event.replyTo !== undefined && authorOf(event.replyTo) === me.id;
    return isAnswer || isCalled(event.message, me.name);
  }

  return {
    telling,

    choose(wish: Partial<Telling>): void {
      setTelling({ ...telling(), ...wish });
      kept.set(key, JSON.stringify(telling()));
    },

    /** Whether to call for something that is about us, and how. */
    calling: () => (telling().of === "none" || isSeen() ? undefined : telling()),

    /** Takes note of what has just been said. */
    read(events: readonly LogEvent[]): void {
      if (telling().of === "none" || isSeen()) return;
      const messages = events.filter(calls);
      if (messages.length > 0) tell(messages, telling());
    },
  };
}
