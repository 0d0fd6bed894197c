// Who is writing just now. The composer keeps a line free for it, so that nothing moves when somebody begins.
import { createMemo, For } from "solid-js";
import { Avatar } from "../avatars/avatar.tsx";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import "./typing-line.css";

/** Faces shown; the words tell how many more there are. */
const FACES = 3;

export function TypingLine() {
  const room = useRoom();
  // Under the name they have now: it may have changed since they began.
  const writers = createMemo(() =>
    room.typists().map(({ userId: id, user: name }) => {
      const member = room.members().find((one) => one.id === id);
      return { id, name: member?.name ?? name, avatar: member?.avatar };
    }),
  );
  return (
    <p class="typingline">
      <span class="typingline-faces" aria-hidden="true">
        <For each={writers().slice(0, FACES)}>
          {({ id, name, avatar }) => <Avatar id={id} name={name} avatar={avatar} />}
        </For>
      </span>
      <span class="typingline-words">{w().typing(writers().map(({ name }) => name))}</span>
    </p>
  );
}
