// Tests the event list against a plain array.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chatOf } from "../testing/fakes.ts";
import {
  allEvents,
  appendEvents,
  EMPTY_LIST,
  type EventList,
  eventAt,
  findMessage,
  firstEvent,
  indexOfSeq,
  isExtendedBy,
  isVisible,
  lastEvent,
  MAX_EVENTS,
  prependEvents,
  replaceMessage,
  sliceEvents,
  toEventList,
  type VisibleEvent,
} from "./event-list.ts";

const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => chatOf(from + at));

type Step = { is: "append"; count: number } | { is: "prepend"; count: number } | { is: "replace"; share: number };
const steps = fc.array(
  fc.oneof(
    fc.record({ is: fc.constant("append" as const), count: fc.integer({ min: 0, max: 300 }) }),
    fc.record({ is: fc.constant("prepend" as const), count: fc.integer({ min: 0, max: 300 }) }),
    fc.record({ is: fc.constant("replace" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  ),
  { maxLength: 12 },
);

function done(log: EventList, model: VisibleEvent[], step: Step): [EventList, VisibleEvent[]] {
  if (step.is === "append") {
    const events = many((model.at(-1)?.seq ?? 10_000) + 1, step.count);
    return [appendEvents(log, events), [...model, ...events]];
  }
  if (step.is === "prepend") {
    const events = many((model[0]?.seq ?? 10_001) - step.count, step.count);
    return [prependEvents(log, events), [...events, ...model]];
  }
  const old = model[Math.floor(step.share * (model.length - 1))];
  if (old?.type !== "chat") return [log, model];
  const message = { ...old, message: "better" };
  return [replaceMessage(log, message), model.map((event) => (event === old ? message : event))];
}

describe("an event list", () => {
  test("H7: behaves like an array, whatever is prepended, appended or replaced", () => {
    fc.assert(
      fc.property(steps, fc.nat(1500), fc.nat(1500), (plan, one, other) => {
        let log = EMPTY_LIST;
        let model: VisibleEvent[] = [];
        for (const step of plan) {
          const [before, was] = [log, model];
          [log, model] = done(log, model, step);
          expect(isExtendedBy(before, log)).toBe(was.every((event, at) => event === model[at]));
        }
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        expect(log.length).toBe(model.length);
        expect(allEvents(log)).toEqual(model);
        expect(sliceEvents(log, from, to)).toEqual(model.slice(from, to));
        expect(eventAt(log, from)).toEqual(model[from] as VisibleEvent);
        expect(firstEvent(log)).toEqual(model[0] as VisibleEvent);
        expect(lastEvent(log)).toEqual(model.at(-1) as VisibleEvent);
        const seq = 9_000 + one;
        expect(indexOfSeq(log, seq)).toBe(model.filter((event) => event.seq < seq).length);
        expect(findMessage(log, `e1-${seq}`)).toEqual(model.find((event) => event.seq === seq) as never);
      }),
    );
  });

  test("H7: leaves earlier lists unchanged", () => {
    const before = toEventList(many(1, 200));
    const copy = allEvents(before);
    appendEvents(before, many(201, 300));
    replaceMessage(before, { ...chatOf(5), message: "better" });
    expect(allEvents(before)).toEqual(copy);
  });

  test("H7: changes only one chunk when an event is appended", () => {
    const before = toEventList(many(1, 10_000));
    const { chunks } = appendEvents(before, many(10_001, 1));
    expect(chunks.filter((chunk) => !before.chunks.includes(chunk))).toHaveLength(1);
    expect(chunks.at(-1)?.length).toBeLessThanOrEqual(128);
  });

  test("A3: drops the oldest events beyond its limit, never the newest", () => {
    let log = toEventList(many(1, MAX_EVENTS));
    for (let seq = MAX_EVENTS + 1; seq <= MAX_EVENTS + 1000; seq++) log = appendEvents(log, many(seq, 1));
    expect(log.length).toBeGreaterThanOrEqual(MAX_EVENTS);
    expect(log.length).toBeLessThan(MAX_EVENTS + 128);
    expect(lastEvent(log)?.seq).toBe(MAX_EVENTS + 1000);
    expect(firstEvent(log)?.seq).toBe(MAX_EVENTS + 1000 - log.length + 1);
  });

  test("H10: finds no message for an id of another epoch or of an event that is no message", () => {
    const log = toEventList([chatOf(1)]);
    expect(findMessage(log, "e1-1")).toEqual(chatOf(1));
    for (const id of ["e2-1", "e1-2", "1", "", "e1-x"]) expect(findMessage(log, id)).toBeUndefined();
  });

  test("H11: contains no revisions", () => {
    const by = { id: "e1-2", seq: 2, user: "Mira", userId: "mira", timestamp: "", roomId: "", messageId: "e1-1" };
    expect(isVisible(chatOf(1))).toBe(true);
    expect(isVisible({ type: "delete", ...by })).toBe(false);
  });
});
