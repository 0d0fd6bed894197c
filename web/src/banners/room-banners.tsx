import { Show } from "solid-js";
import { route } from "../browser/route.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { waitingKnocks } from "../room/waiting-knocks.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import type { UpdateCheck } from "./update-check.ts";

const BoardWall = createLazyComponent(() => import("../board/board-wall.tsx"), "BoardWall");
const BoardStrip = createLazyComponent(() => import("../board/board-strip.tsx"), "BoardStrip");
const UpdateBanner = createLazyComponent(() => import("./update-banner.tsx"), "UpdateBanner");
const Knocks = createLazyComponent(() => import("../people/knocks.tsx"), "Knocks");
const UndoBanner = createLazyComponent(() => import("./undo-banner.tsx"), "UndoBanner");
const NotificationOffer = createLazyComponent(
  () => import("../notifications/notification-offer.tsx"),
  "NotificationOffer",
);
const EncryptionBanner = createLazyComponent(() => import("./encryption-banner.tsx"), "EncryptionBanner");
const EndingBanner = createLazyComponent(() => import("./ending-banner.tsx"), "EndingBanner");

/** Shows the board at the top of the room, with news of the room below it; or the board alone. */
export function RoomBanners(props: { updateCheck: UpdateCheck | undefined }) {
  const room = useRoom();
  return (
    <Show when={!route().view} fallback={<BoardWall />}>
      <Show when={room.board()}>
        <BoardStrip />
      </Show>
      <div class="banners">
        <News updateCheck={props.updateCheck} />
      </div>
    </Show>
  );
}

/**
 * Shows news about the room over the upper edge of the transcript. Screen readers announce it from live regions that exist
 * before there is news, because regions added together with their text are often not announced.
 */
function News(props: { updateCheck: UpdateCheck | undefined }) {
  const room = useRoom();
  const features = room.deferredFeatures;
  const deadline = () => features()?.reminder.deadline();
  const knocks = () => waitingKnocks(room);
  const isUpdateAvailable = () => props.updateCheck?.isUpdateAvailable();
  return (
    <>
      <ConnectionBanner />
      <p class="visually-hidden" role="status">
        <Show when={deadline()}>{(deadline) => t().deadlines[deadline()]}</Show>
      </p>
      <p class="visually-hidden" role="status">
        <Show when={knocks().length > 0}>{t().knockAnnouncement(knocks().map(({ user }) => user))}</Show>
      </p>
      <Show when={knocks().length > 0}>
        <Knocks knocks={knocks()} />
      </Show>
      <Show when={room.state().room?.encryption && cipherOf(room.storageKey)?.notices().length}>
        <EncryptionBanner />
      </Show>
      <Show when={features()}>
        {(features) => (
          <>
            <UndoBanner undo={features().undo} />
            <Show when={features().notificationRules.hasWritten()}>
              <NotificationOffer rules={features().notificationRules} store={room.browserStore} />
            </Show>
            <Show when={deadline()}>{(deadline) => <EndingBanner features={features()} deadline={deadline()} />}</Show>
          </>
        )}
      </Show>
      <p class="visually-hidden" role="status">
        <Show when={isUpdateAvailable()}>{t().newVersion}</Show>
      </p>
      <Show when={isUpdateAvailable()}>
        <UpdateBanner dismiss={() => props.updateCheck?.dismiss()} />
      </Show>
    </>
  );
}
