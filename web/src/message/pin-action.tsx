import { createSignal, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { canPin } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { t } from "../i18n/t.ts";
import { pinMessage } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import { MessageIcon } from "./message-icon.tsx";

/** Puts a message on the board or takes it off, in the message's menu of those who may. */
export function PinAction(props: { message: ChatEvent; close: () => void }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const isOn = () => room.board()?.some(({ id }) => id === props.message.id) ?? false;
  const isOwn = () => props.message.userId === room.state().you?.id;
  const mayPin = () =>
    canPin(room.role(), room.state().room?.pinners) &&
    room.state().you?.mutedUntil === undefined &&
    props.message.vanish === undefined;

  async function choose(): Promise<void> {
    const refusal = await pinMessage(room, props.message.id, !isOn());
    if (refusal === undefined) props.close();
    else setProblem(refusal);
  }

  return (
    <Show when={mayPin() || (isOn() && isOwn())}>
      <button type="button" onClick={() => void choose()}>
        <MessageIcon is="pin" /> {isOn() ? t().unpin : t().pin}
      </button>
      <ProblemLine problem={problem()} />
    </Show>
  );
}
