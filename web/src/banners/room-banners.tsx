import { Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { waitingKnocks } from "../room/waiting-knocks.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import type { UpdateCheck } from "./update-check.ts";

const UpdateBanner = createLazyComponent(() => import("./update-banner.tsx"), "UpdateBanner");
const Knocks = createLazyComponent(() => import("../people/knocks.tsx"), "Knocks");
const UndoBanner = createLazyComponent(() => import("./undo-banner.tsx"), "UndoBanner");
const NotificationOffer = createLazyComponent(
  () => import("../notifications/notification-offer.tsx"),
  "NotificationOffer",
);
const EndingBanner = createLazyComponent(() => import("./ending-banner.tsx"), "EndingBanner");

/**
 * Shows news about the room over the upper edge of the transcript. Screen readers announce it from live regions that exist
 * before there is news, because regions added together with their text are often not announced.
 */
export function RoomBanners(props: { updateCheck: UpdateCheck | undefined }) {
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
