// What stays put away, and what comes back.
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

test("L6: what is put away stays so through a reload, the next moment is told all the same", () => {
  const first = reminded();
  expect(first.deadline()).toBe("hour");
  first.dismiss();
  expect(first.deadline()).toBeUndefined();
  const again = reminded(first.tab);
  expect(again.deadline()).toBeUndefined();
  again.setNow(again.endsAt - 5 * MINUTE_MS);
  expect(again.deadline()).toBe("minutes");
});

test("L2: a room that was given more time is reminded of its new end", () => {
  const { deadline, dismiss, setNow, endAt, endsAt } = reminded();
  dismiss();
  endAt(endsAt + HOUR_MS);
  expect(deadline()).toBeUndefined();
  setNow(endsAt);
  expect(deadline()).toBe("hour");
});
