import { createMemo, For } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import "./typing-line.css";

/** Avatars shown at most; the text says how many more are typing. */
const MAX_AVATARS = 3;

/** Says who is typing. The composer reserves a line for it, so that nothing moves when somebody starts. */
export function TypingLine() {
  const room = useRoom();
  // Their name may have changed since they started to type.
  const typists = createMemo(() =>
    room.typingMembers().map(({ userId: id, user: name }) => {
      const member = room.members().find((one) => one.id === id);
      return { id, name: member?.name ?? name, avatar: member?.avatar };
    }),
  );
  return (
    <p class="typing-line">
      <span class="typing-line-avatars" aria-hidden="true">
        <For each={typists().slice(0, MAX_AVATARS)}>
          {({ id, name, avatar }) => <Avatar id={id} name={name} avatar={avatar} />}
        </For>
      </span>
      <span class="typing-line-text">{t().typing(typists().map(({ name }) => name))}</span>
    </p>
  );
}
