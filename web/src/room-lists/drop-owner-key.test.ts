import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { Room } from "../room/room.ts";
import { appendEvents, prependEvents, toEventList, type VisibleEvent } from "../sync/event-list.ts";
import { chatOf } from "../testing/fakes.ts";
import { dropOwnerKeyAfterHandover } from "./drop-owner-key.ts";
import type { OwnerKeys } from "./owner-keys.ts";

const handover = (seq: number): VisibleEvent => ({
  ...{ type: "room", id: `e1-${seq}`, seq, timestamp: new Date(seq).toISOString(), roomId: "x" },
  ...{ user: "Ada", userId: "ada", message: "", room: {}, action: "handover", target: { id: "bo", name: "Bo" } },
});

function setUp() {
  let seen = 0;
  const counted = (event: VisibleEvent) => ({
    ...event,
    get type() {
      seen += 1;
      return event.type;
    },
  });
  const talk = Array.from({ length: 1000 }, (_, at) => counted(chatOf(at + 10)) as VisibleEvent);
  const [log, setLog] = createSignal(toEventList(talk));
  const forgotten: string[] = [];
  createRoot(() =>
    dropOwnerKeyAfterHandover({ log, code: "x", ownerKey: () => "key" } as unknown as Room, {
      ...({} as OwnerKeys),
      forget: (code) => void forgotten.push(code),
    }),
  );
  return { log, setLog, forgotten, seen: () => seen };
}

test("S26: whether a room was handed over is looked for in what is new, not in the whole talk with each message", () => {
  const { log, setLog, forgotten, seen } = setUp();
  const before = seen();
  for (let seq = 1010; seq < 1015; seq++) setLog(appendEvents(log(), [chatOf(seq)]));
  // A list has its newest events in chunks of up to 128.
  expect(seen() - before).toBeLessThan(1000);
  expect(forgotten).toEqual([]);
  setLog(appendEvents(log(), [handover(1015)]));
  expect(forgotten).toEqual(["x"]);
});

test("G9: the owner key is also forgotten when an older page tells of the handover", () => {
  const { log, setLog, forgotten } = setUp();
  setLog(prependEvents(log(), [handover(1)]));
  expect(forgotten).toEqual(["x"]);
});
