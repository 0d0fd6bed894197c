import { Show } from "solid-js";
import type { ShownMember } from "../room/room.ts";
import { useRoom } from "../room/room-context.ts";
import { MemberCard } from "./member-card.tsx";
import { MemberQuestion } from "./member-question.tsx";

/** Shows the card of the member that was chosen anywhere in the room, or only the question about them. */
export function MemberDialog(props: { shown: ShownMember }) {
  const room = useRoom();
  const close = () => void room.showMember(undefined);
  return (
    <Show when={props.shown.question} fallback={<MemberCard id={props.shown.id} close={close} />}>
      {(question) => <MemberQuestion id={props.shown.id} action={question()} close={close} />}
    </Show>
  );
}
