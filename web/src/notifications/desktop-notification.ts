// Notifications of the system, where the browser has them and the person lets us. Never asked for but on a click.
import { BASE } from "../browser/route.ts";

/** Why there can be none. */
export type Bar = "insecure" | "lacking" | "denied";

export function noticeBar(): Bar | undefined {
  if (!isSecureContext) return "insecure";
  if (typeof Notification === "undefined") return "lacking";
  return Notification.permission === "denied" ? "denied" : undefined;
}

/** Asks the person, if they haven't answered yet. @returns why not */
export async function askForNotices(): Promise<Bar | undefined> {
  const bar = noticeBar();
  if (bar !== undefined) return bar;
  return (await Notification.requestPermission()) === "granted" ? undefined : "denied";
}

export type Notice = {
  title: string;
  body: string;
  /** A newer one of the same tag takes its place. */
  tag: string;
};

/** Shows it; a click on it leads back to this tab. @returns to take it away */
export function showNotice({ title, body, tag }: Notice): () => void {
  // Calls again although it takes the place of another. The browsers know it; TypeScript's list does not.
  const options = { body, tag, renotify: true, icon: new URL("icon-192.png", BASE).href };
  try {
    const notice = new Notification(title, options);
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return () => notice.close();
  } catch {
    // On phones only a service worker may show one; it knows the way back.
    return showByWorker(title, { ...options, data: { address: location.href } });
  }
}

function showByWorker(title: string, options: NotificationOptions): () => void {
  const worker = navigator.serviceWorker?.getRegistration(BASE.href);
  void worker?.then((registration) => registration?.showNotification(title, options));
  return () =>
    void worker?.then(async (registration) => {
      const shown = (await registration?.getNotifications({ tag: options.tag ?? "" })) ?? [];
      for (const notice of shown) notice.close();
    });
}
