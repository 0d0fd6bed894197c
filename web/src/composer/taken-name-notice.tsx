import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { isText } from "../sync/pending-messages.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { takenName } from "./taken-name.ts";
import "./notice-line.css";

/** Says above your name that the one you chose is taken here, until you close it or send a message. */
export function TakenNameNotice() {
  const room = useRoom();
  const [read, setRead] = createSignal<string>();
  const you = () => room.state().you;
  const chosen = () => room.person()?.name;
  const taken = createMemo(() => {
    const [name, have] = [chosen(), you()];
    if (name === undefined || have === undefined || have.name === name || have.name === read()) return undefined;
    const others = room.members().filter(({ id }) => id !== have.id);
    return takenName(
      name,
      have.name,
      others.map((member) => member.name),
    );
  });
  const close = () => setRead(you()?.name);
  const sentNonce = createMemo(() => room.outbox().findLast(isText)?.nonce);
  createEffect(on(sentNonce, (nonce) => nonce !== undefined && taken() !== undefined && close(), { defer: true }));
  return (
    // Always there, so that screen readers hear what comes into it.
    <div role="status">
      <Show when={taken()}>
        {(by) => (
          <p class="notice-line">
            <span>{t().nameTaken[by()](chosen() ?? "", you()?.name ?? "")}</span>
            <IconButton look="quiet" label={t().close} onClick={close}>
              ✕
            </IconButton>
          </p>
        )}
      </Show>
    </div>
  );
}
