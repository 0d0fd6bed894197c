import { createSignal, onMount, Show } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";
import { t } from "../i18n/t.ts";
import type { DeferredFeatures } from "../room/deferred-features.ts";
import { Banner } from "../ui/banner.tsx";
import { isNotificationAllowed, notificationObstacle, requestNotificationPermission } from "./desktop-notification.ts";

const STORAGE_KEY = "notifications-offered";

/**
 * Offers once in this browser to turn on notifications, where they are possible and the browser wasn't asked yet. The browser
 * itself asks only after a click here.
 */
export function NotificationOffer(props: { rules: DeferredFeatures["notificationRules"]; store: KeyValueStore }) {
  const [isOpen, setOpen] = createSignal(false);
  onMount(() => {
    const isOpenQuestion = notificationObstacle() === undefined && !isNotificationAllowed();
    if (!isOpenQuestion || props.rules.settings().of === "none" || props.store.get(STORAGE_KEY) !== undefined) return;
    props.store.set(STORAGE_KEY, "yes");
    setOpen(true);
  });

  async function turnOn(): Promise<void> {
    if (await requestNotificationPermission()) props.rules.update({ notification: true });
    setOpen(false);
  }

  return (
    <>
      <p class="visually-hidden" role="status">
        <Show when={isOpen()}>{t().notificationOffer}</Show>
      </p>
      <Show when={isOpen()}>
        <Banner text={t().notificationOffer}>
          <button type="button" onClick={() => void turnOn()}>
            {t().turnOn}
          </button>
          <button type="button" onClick={() => setOpen(false)}>
            {t().notNow}
          </button>
        </Banner>
      </Show>
    </>
  );
}
