import { afterEach, expect, test } from "bun:test";
import { notificationObstacle, requestNotificationPermission } from "./desktop-notification.ts";

const { Notification: original, isSecureContext } = globalThis;
afterEach(() => void Object.assign(globalThis, { Notification: original, isSecureContext }));

test("S21: whoever only closes the browser's question has denied nothing", async () => {
  for (const [answer, isGiven, obstacle] of [
    ["granted", true, undefined],
    ["default", false, undefined],
    ["denied", false, "denied"],
  ] as const) {
    const Notification = {
      permission: "default",
      async requestPermission() {
        Notification.permission = answer;
        return answer;
      },
    };
    Object.assign(globalThis, { Notification, isSecureContext: true });
    expect(await requestNotificationPermission()).toBe(isGiven);
    expect(notificationObstacle()).toBe(obstacle);
  }
});
