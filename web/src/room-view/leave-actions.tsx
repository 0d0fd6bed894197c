import { createSignal, Show } from "solid-js";
import { can } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { aboutTexts } from "../i18n/parts/about-texts.ts";
import { t } from "../i18n/t.ts";
import { ActionRow } from "../people/action-row.tsx";
import { leaveRoom } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { OwnerLink } from "../share/owner-link.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { ProblemLine } from "../ui/problem-line.tsx";
import { EndRoom } from "./end-room.tsx";
import { leaveWarning, wayBack } from "./leave-warning.ts";

/** Lists the ways out: to leave, to leave without a trace in this browser, and for some to end the room for everybody. */
export function LeaveActions() {
  const room = useRoom();
  const [asked, setAsked] = createSignal<"leave" | "forget" | "end">();
  const [problem, setProblem] = createSignal<Refusal>();
  const leaver = () => ({
    role: room.role(),
    entry: room.state().room?.entry ?? "open",
    ends: room.state().room?.expiresAt !== null,
    others: room.members().filter(({ id }) => id !== room.state().you?.id),
  });
  const warning = (forgets: boolean) => {
    const kind = leaveWarning(leaver(), forgets);
    return kind === undefined ? undefined : kind === "closed" ? aboutTexts().wayBack.invite : aboutTexts()[kind];
  };
  const leave = (forgets: boolean) => leaveRoom(room, forgets);

  async function choose(way: "leave" | "forget"): Promise<void> {
    setProblem(undefined);
    if (warning(way === "forget") === undefined) setProblem(await leave(way === "forget"));
    else setAsked(way);
  }

  const close = () => setAsked(undefined);
  const isForgetting = () => asked() === "forget";
  return (
    <>
      <ul class="action-list">
        <ActionRow
          label={aboutTexts().leave}
          consequence={aboutTexts().wayBack[wayBack(leaver())]}
          run={() => void choose("leave")}
        />
        <ActionRow
          label={aboutTexts().leaveAndForget}
          consequence={aboutTexts().forgets}
          run={() => void choose("forget")}
        />
        <Show when={can(room.role(), "end") || room.state().room?.anyoneCanEnd}>
          <ActionRow
            label={`${t().endRoom}…`}
            consequence={aboutTexts().endsForAll}
            isDanger
            run={() => setAsked("end")}
          />
        </Show>
      </ul>
      <ProblemLine problem={problem()} />
      <Show when={asked() === "end"}>
        <EndRoom close={close} />
      </Show>
      <Show when={asked() === "leave" || isForgetting()}>
        <ConfirmDialog
          title={aboutTexts().leaveQuestion}
          text={warning(isForgetting()) ?? ""}
          cancelLabel={aboutTexts().stay}
          confirmLabel={isForgetting() ? aboutTexts().leaveAndForget : aboutTexts().leave}
          confirm={() => leave(isForgetting())}
          close={close}
        >
          <Show when={isForgetting() && room.ownerKey()}>{(key) => <OwnerLink ownerKey={key()} />}</Show>
        </ConfirmDialog>
      </Show>
    </>
  );
}
