import { expect, test } from "bun:test";
import { chatOf } from "../testing/fakes.ts";
import { isMessageDeleted } from "./deleted-message.ts";
import { addNewer, addOlder, fromSnapshot } from "./message-store.ts";

const stamp = (seq: number) => ({ id: `e1-${seq}`, seq, roomId: "x", timestamp: new Date(seq).toISOString() });
const deletion = (seq: number, messageId: string) =>
  ({ type: "delete", ...stamp(seq), user: "Mira", userId: "mira", messageId }) as const;
const wipe = (seq: number, id: string) =>
  ({
    type: "room",
    action: "wipe",
    ...stamp(seq),
    user: "Ada",
    userId: "ada",
    message: "",
    room: {},
    target: { id, name: "Mira" },
  }) as const;
const message = (seq: number, userId = "mira") => ({ messageId: `e1-${seq}`, userId });

test("F38: the page knows that a message was deleted or wiped, whether it has loaded it or not", () => {
  const store = fromSnapshot([chatOf(5), chatOf(6), chatOf(7, { userId: "noor" })]);
  expect([1, 5].map((seq) => isMessageDeleted(store, message(seq)))).toEqual([false, false]);
  const deleted = addNewer(store, [deletion(8, "e1-1"), deletion(9, "e1-5")]);
  expect([1, 2, 5, 6].map((seq) => isMessageDeleted(deleted, message(seq)))).toEqual([true, false, true, false]);
  const wiped = addNewer(store, [wipe(8, "mira")]);
  expect([2, 6].map((seq) => isMessageDeleted(wiped, message(seq)))).toEqual([true, true]);
  expect([3, 7].map((seq) => isMessageDeleted(wiped, message(seq, "noor")))).toEqual([false, false]);
  // What came after the wipe stays.
  expect(isMessageDeleted(wiped, message(9))).toBe(false);
  expect(isMessageDeleted(addOlder(deleted, [chatOf(1), chatOf(2)]), message(1))).toBe(true);
});
