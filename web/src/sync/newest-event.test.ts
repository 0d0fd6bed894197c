import { expect, test } from "bun:test";
import { chatOf } from "../testing/fakes.ts";
import { appendEvents, EMPTY_LIST, toEventList, type VisibleEvent } from "./event-list.ts";
import { createNewestSearch } from "./newest-event.ts";

test("S26: the newest event of a kind is found without going through the log again for each message", () => {
  let seen = 0;
  const findNewest = createNewestSearch((event): event is VisibleEvent => {
    seen += 1;
    return event.userId === "me";
  });
  let log = toEventList(Array.from({ length: 1000 }, (_, at) => chatOf(at + 1)));
  expect(findNewest(log)).toBeUndefined();
  expect(seen).toBe(1000);
  log = appendEvents(log, [chatOf(1001), chatOf(1002)]);
  expect(findNewest(log)).toBeUndefined();
  expect(findNewest(log)).toBeUndefined();
  expect(seen).toBe(1002);
  log = appendEvents(log, [chatOf(1003, { userId: "me" }), chatOf(1004)]);
  expect(findNewest(log)?.seq).toBe(1003);
  log = appendEvents(log, [chatOf(1005)]);
  expect(findNewest(log)?.seq).toBe(1003);
  expect(seen).toBe(1005);
  const anew = toEventList([chatOf(1, { id: "e2-1", userId: "me" }), chatOf(2, { id: "e2-2" })]);
  expect(findNewest(anew)?.id).toBe("e2-1");
  expect(findNewest(toEventList([chatOf(1, { id: "e3-1" })]))).toBeUndefined();
  expect(findNewest(EMPTY_LIST)).toBeUndefined();
});
