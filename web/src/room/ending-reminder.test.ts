// Tests when a dismissed reminder of the room's end stays dismissed.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { createStorage } from "../browser/storage.ts";
import { ROOM } from "../testing/fakes.ts";
import { createEndingReminder } from "./ending-reminder.ts";

function reminded(store = createStorage(() => undefined, ""), leftMs = HOUR_MS) {
  const endsAt = Date.parse(ROOM.expiresAt ?? "");
  const [room, setRoom] = createSignal(ROOM);
  const [serverNow, setNow] = createSignal(endsAt - leftMs);
  const reminder = createRoot(() => createEndingReminder({ room, serverNow, browserStore: store, storageKey: "told" }));
  const endAt = (at: number) => setRoom({ ...ROOM, expiresAt: new Date(at).toISOString() });
  return { ...reminder, store, endsAt, endAt, setNow };
}

test("L6: a dismissed reminder stays dismissed after a reload, but the next deadline is shown", () => {
  const first = reminded();
  expect(first.deadline()).toBe("hour");
  first.dismiss();
  expect(first.deadline()).toBeUndefined();
  const again = reminded(first.store);
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

test("L6: who comes later is reminded once, for five minutes, in whichever tab", () => {
  const late = reminded(undefined, 50 * MINUTE_MS);
  expect(late.deadline()).toBe("hour");
  late.setNow(late.endsAt - 46 * MINUTE_MS);
  expect(late.deadline()).toBe("hour");
  late.setNow(late.endsAt - 40 * MINUTE_MS);
  expect(late.deadline()).toBeUndefined();
  expect(reminded(late.store, 39 * MINUTE_MS).deadline()).toBeUndefined();
});
