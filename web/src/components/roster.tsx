// Who is here now.
import { createMemo, For, Show } from "solid-js";
import { useRoom } from "../room/context.ts";
import { Avatar } from "./avatar.tsx";
import "./roster.css";
import { w } from "../words/words.ts";

export function Roster() {
  const room = useRoom();
  const you = () => room.state().you?.id;
  const sorted = createMemo(() => room.members().toSorted((a, b) => a.name.localeCompare(b.name)));
  return (
    <ul class="roster">
      <For each={sorted()}>
        {(member) => (
          <li>
            <Avatar id={member.id} name={member.name} />
            <span class="roster-name" dir="auto">
              {member.name}
            </span>
            <Show when={member.role !== "member"}>
              <span class="roster-tag">{w().roles[member.role]}</span>
            </Show>
            <Show when={member.id === you()}>
              <span class="roster-tag" data-you="">
                {w().you}
              </span>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
