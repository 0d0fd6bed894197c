// Tests when a dismissed reminder of the room's end stays dismissed.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { createStorage } from "../browser/storage.ts";
import { ROOM } from "../testing/fakes.ts";
import { createEndingReminder } from "./ending-reminder.ts";

function reminded(tab = createStorage(() => undefined, "")) {
  const endsAt = Date.parse(ROOM.expiresAt ?? "");
  const [room, setRoom] = createSignal(ROOM);
  const [serverNow, setNow] = createSignal(endsAt - HOUR_MS);
  const reminder = createRoot(() => createEndingReminder({ room, serverNow, tabStore: tab, storageKey: "told" }));
  const endAt = (at: number) => setRoom({ ...ROOM, expiresAt: new Date(at).toISOString() });
  return { ...reminder, tab, endsAt, endAt, setNow };
}

test("L6: a dismissed reminder stays dismissed after a reload, but the next deadline is shown", () => {
  const first = reminded();
  expect(first.deadline()).toBe("hour");
  first.dismiss();
  expect(first.deadline()).toBeUndefined();
  const again = reminded(first.tab);
  expect(again.deadline()).toBeUndefined();
  again.setNow(again.endsAt - 5 * MINUTE_MS);
  expect(again.deadline()).toBe("minutes");
});

test("L2: a room whose life was extended gets a reminder of its new end", () => {
  const { deadline, dismiss, setNow, endAt, endsAt } = reminded();
  dismiss();
  endAt(endsAt + HOUR_MS);
  expect(deadline()).toBeUndefined();
  setNow(endsAt);
  expect(deadline()).toBe("hour");
});
