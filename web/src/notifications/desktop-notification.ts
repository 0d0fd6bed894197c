import { BASE_URL } from "../browser/route.ts";

/** Why no notification can be shown: the page is not on https, the browser has none, or the person denied them. */
export type NotificationObstacle = "insecure" | "lacking" | "denied";

/** Returns why no notification could be shown even if we asked; undefined if nothing stands in the way. */
export function notificationObstacle(): NotificationObstacle | undefined {
  if (!isSecureContext) return "insecure";
  if (typeof Notification === "undefined") return "lacking";
  return Notification.permission === "denied" ? "denied" : undefined;
}

/** Returns whether a notification may be shown now. */
export const isNotificationAllowed = (): boolean =>
  notificationObstacle() === undefined && Notification.permission === "granted";

/**
 * Asks the person for permission, if they haven't answered yet. Browsers ask them only when this is called for a click.
 * Returns whether it was given: whoever closes the browser's question has not denied it, and may be asked again.
 */
export async function requestNotificationPermission(): Promise<boolean> {
  if (notificationObstacle() !== undefined) return false;
  return (await Notification.requestPermission().catch(() => "denied")) === "granted";
}

export type DesktopNotification = {
  title: string;
  body: string;
  /** A later notification with the same tag replaces this one. */
  tag: string;
};

/** Shows a notification; a click on it focuses this tab. Returns a function that closes it. */
export function showDesktopNotification({ title, body, tag }: DesktopNotification): () => void {
  // `renotify` alerts again although the notification replaces another. TypeScript's types lack it.
  const options = { body, tag, renotify: true, icon: new URL("icon-192.png", BASE_URL).href };
  try {
    const notice = new Notification(title, options);
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return () => notice.close();
  } catch {
    // On phones the constructor throws, and only a service worker may show one; it opens the address when clicked.
    return showViaServiceWorker(title, { ...options, data: { address: location.href } });
  }
}

function showViaServiceWorker(title: string, options: NotificationOptions): () => void {
  const worker = navigator.serviceWorker?.getRegistration(BASE_URL.href);
  void worker?.then((registration) => registration?.showNotification(title, options));
  return () =>
    void worker?.then(async (registration) => {
      const shown = (await registration?.getNotifications({ tag: options.tag ?? "" })) ?? [];
      for (const notice of shown) notice.close();
    });
}
