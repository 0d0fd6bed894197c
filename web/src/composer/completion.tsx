import { createSignal, onCleanup } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { Avatar } from "../avatars/avatar.tsx";
import { type LoadedEmoji, loadEmoji } from "../emoji/load-emoji-data.ts";
import { recentEmoji } from "../emoji/recent-emoji.ts";
import { storedTone } from "../emoji/skin-tone.ts";
import { emojiTexts } from "../i18n/parts/emoji-texts.ts";
import { language, t } from "../i18n/t.ts";
import { isAtSignIn, membersIn } from "../room/mention.ts";
import { useRoom } from "../room/room-context.ts";
import { sortRoster } from "../room/roster-order.ts";
import { CompletionList } from "./completion-list.tsx";
import { shortcodeAt } from "./emoji-completions.ts";
import { suggestCommands, suggestEmoji, suggestMembers } from "./suggestions.tsx";

/** Completes `:shortcode`, `@name` and `/command` in the composer. The emoji are fetched when the first shortcode is begun. */
export function Completion(props: { field: HTMLTextAreaElement }) {
  const room = useRoom();
  const [emoji, setEmoji] = createSignal<LoadedEmoji>();
  /** Whom the person has chosen from the list: their names end where the person says. */
  const chosen = new Set<string>();
  room.setFindMeant((text) => {
    const meant = [...chosen, ...(room.editing()?.mentions ?? [])];
    return isAtSignIn(text) ? membersIn(text, room.members(), meant).map(({ id }) => id) : [];
  });
  onCleanup(() => room.setFindMeant(() => []));
  const others = () => {
    const you = room.state().you?.id;
    return room.members().filter(({ id }) => id !== you);
  };
  const iconOf = ({ id, name, avatar }: PresentMember) => <Avatar id={id} name={name} avatar={avatar} />;
  const firstOf = (found: readonly PresentMember[], count: number) => sortRoster(found, undefined, language(), count);

  function suggest(text: string, caret: number) {
    const members = suggestMembers(others, text, caret, iconOf, firstOf);
    if (members !== undefined) return members;
    const commands = suggestCommands(text, caret, t().commandHints);
    if (commands !== undefined) return commands;
    if (shortcodeAt(text, caret) === undefined) return undefined;
    const loaded = emoji();
    // If they can't be fetched, shortcodes stay plain text; the next one tries again.
    if (loaded === undefined) void loadEmoji(language()).then(setEmoji, () => {});
    else return suggestEmoji(loaded, text, caret, storedTone(room.browserStore), recentEmoji(room.browserStore));
    return undefined;
  }

  return (
    <CompletionList
      field={props.field}
      suggest={suggest}
      onAccept={({ memberId }) => memberId !== undefined && chosen.add(memberId)}
      texts={emojiTexts(language())}
    />
  );
}
