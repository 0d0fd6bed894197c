import { Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { moderate } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { createKnownMembers } from "./known-members.ts";
import type { ConfirmedAction } from "./member-actions.tsx";

/** Asks whether to do to a member what can't be undone at once. */
export function MemberQuestion(props: { id: string; action: ConfirmedAction; close: () => void }) {
  const room = useRoom();
  const knownMembers = createKnownMembers(room);
  return (
    <Show when={knownMembers.find(props.id)?.name}>
      {(name) => (
        <ConfirmDialog
          title={t().confirmations[props.action].title(name())}
          text={t().confirmations[props.action].text}
          cancelLabel={t().cancel}
          confirmLabel={t().confirmations[props.action].confirmLabel}
          confirm={() => moderate(room, props.action, props.id)}
          close={props.close}
        />
      )}
    </Show>
  );
}
