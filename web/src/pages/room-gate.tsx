import { createEffect, onCleanup, Show } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import { useRoom } from "../room/room-context.ts";
import type { RoomCreator } from "../room-options/create-room.ts";
import { inviteStorageKey } from "../sync/join-request.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { type ClosedReason, closedReasonOf } from "./closed-reason.ts";
import { forgetRoom } from "./forget-room.ts";
import type { GatePhase } from "./gate-phase.ts";
import { JoinGate } from "./join-gate.tsx";
import { createReadmission } from "./readmission.ts";
import { RoomClosed } from "./room-closed.tsx";

const KeyNeeded = createLazyComponent(() => import("./key-needed.tsx"), "KeyNeeded");

const CANNOT_REJOIN: ReadonlySet<ClosedReason> = new Set(["ended", "unknown", "banned"]);

/** For these the server's own sentence says more than the page's. */
const SHOWS_SERVER_TEXT: ReadonlySet<ClosedReason> = new Set(["refused", "full"]);

/** Shows what stands in place of a room that isn't open to us: the join gate, or the page of a closed room. */
export function RoomGate(props: RoomCreator & { phase: GatePhase }) {
  const room = useRoom();
  const closed = () => (props.phase.is === "closed" ? props.phase : undefined);
  createEffect(() => {
    const { code, reason } = closed() ?? {};
    if (code === CLOSE.roomEnded || code === CLOSE.noSuchRoom || reason === "forgotten") forgetRoom(room, props.keys);
  });
  const nextRoom = () => (closed()?.code === CLOSE.roomEnded ? room.deferredFeatures()?.nextRoom : undefined);
  return (
    <Show when={closed()} fallback={<JoinGate identity={props.identity} phase={props.phase} />}>
      {(phase) => {
        const reason = () => closedReasonOf(phase(), room.state().room !== undefined);
        const keptOutMs = () => (reason() === "removed" ? phase().refusal?.retryAfterMs : undefined);
        createReadmission({ keptOutMs, retry: room.rejoin, after: room.after });
        // An invite that was opened in this tab lets them in at once.
        const hasInvite = () => room.tabStore.get(inviteStorageKey(room.code)) !== undefined;
        const onInvite = () => keptOutMs() !== undefined && hasInvite() && room.rejoin();
        addEventListener("hashchange", onInvite);
        onCleanup(() => removeEventListener("hashchange", onInvite));
        const keyProblem = () => (phase().refusal?.code === "key_needed" ? phase().refusal?.message : undefined);
        return (
          <Show
            when={keyProblem() === undefined}
            fallback={<KeyNeeded identity={props.identity} keys={props.keys} problem={keyProblem() ?? ""} />}
          >
            <RoomClosed
              identity={props.identity}
              keys={props.keys}
              reason={reason()}
              refusal={SHOWS_SERVER_TEXT.has(reason()) ? phase().refusal : undefined}
              keptOutMs={keptOutMs()}
              isJoining={room.phase() !== phase()}
              endReason={room.state().endReason}
              nextRoomCode={nextRoom()?.code()}
              sameOptions={nextRoom()?.options()}
              rejoin={CANNOT_REJOIN.has(reason()) ? undefined : room.rejoin}
            />
          </Show>
        );
      }}
    </Show>
  );
}
