// What the composer completes: emoji from `:shortcode`, members from `@name`. The emoji come when a shortcode is begun.
import { createSignal } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { type LoadedEmoji, loadEmoji } from "../emoji/load.ts";
import { keptTone, recentEmoji } from "../emoji/recents.ts";
import { emojiWords } from "../i18n/emoji-texts.ts";
import { language } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { inOrder } from "../room/roster-order.ts";
import { Completion } from "./completion-list.tsx";
import { shortcodeAt } from "./emoji-completions.ts";
import { offerEmoji, offerMembers } from "./suggestions.tsx";

export function Completing(props: { field: HTMLTextAreaElement }) {
  const room = useRoom();
  const [emoji, setEmoji] = createSignal<LoadedEmoji>();
  const others = () => {
    const you = room.state().you?.id;
    return inOrder(room.members(), undefined, language()).filter(({ id }) => id !== you);
  };

  function offerFor(text: string, caret: number) {
    const members = offerMembers(others(), text, caret, ({ id, name, avatar }) => (
      <Avatar id={id} name={name} avatar={avatar} />
    ));
    if (members !== undefined) return members;
    if (shortcodeAt(text, caret) === undefined) return undefined;
    const loaded = emoji();
    // Without emoji a shortcode stays what it is; the next one asks again.
    if (loaded === undefined) void loadEmoji(language()).then(setEmoji, () => {});
    else return offerEmoji(loaded, text, caret, keptTone(room.kept), recentEmoji(room.kept));
    return undefined;
  }

  return <Completion field={props.field} offer={offerFor} words={emojiWords(language())} />;
}
