import { createSignal, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { followLink, roomAddress } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import type { Deadline } from "../room/deadline.ts";
import type { DeferredFeatures } from "../room/deferred-features.ts";
import { changeRoom } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { Banner } from "../ui/banner.tsx";

const EXTENSION_MINUTES = 60;

/** Reminds of the room's end: owners may extend it or create a next room; the others get a link to the next room. */
export function EndingBanner(props: { features: DeferredFeatures; deadline: Deadline }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);

  async function run(action: Promise<Refusal | undefined>): Promise<void> {
    setBusy(true);
    setProblem(await action);
    setBusy(false);
  }

  return (
    <Banner
      text={
        <>
          {t().deadlines[props.deadline]}
          <Show when={props.features.nextRoom.code()}> {t().continuedInNextRoom}</Show>
        </>
      }
      isUrgent={props.deadline === "minute"}
      dismiss={props.features.reminder.dismiss}
      problem={problem()}
    >
      <Show when={room.role() === "owner"}>
        <button type="button" disabled={isBusy()} onClick={() => run(changeRoom(room, { extend: EXTENSION_MINUTES }))}>
          {t().more[EXTENSION_MINUTES]}
        </button>
      </Show>
      <Show
        when={props.features.nextRoom.code()}
        fallback={
          <Show when={room.role() === "owner"}>
            <button
              type="button"
              disabled={isBusy()}
              onClick={() => run(props.features.nextRoom.create(t().nextRoomMessage))}
            >
              {t().createNextRoom}
            </button>
          </Show>
        }
      >
        {(code) => (
          <a href={roomAddress(code())} onClick={followLink}>
            {t().joinNextRoom}
          </a>
        )}
      </Show>
    </Banner>
  );
}
