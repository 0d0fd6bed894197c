import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { createStorage } from "../browser/storage.ts";
import { fromSnapshot } from "../sync/message-store.ts";
import { EMPTY_STATE } from "../sync/room-reducer.ts";
import { chatOf, FakeTime, ME } from "../testing/fakes.ts";
import { createUnreadMarker } from "./unread-marker.ts";

const emptyStore = () => createStorage(() => undefined, "");
const talk = (...authors: string[]) => authors.map((userId, at) => chatOf(at + 1, { userId }));

/** Creates a reader's marker; `receive` sets all the messages that the page has. */
function reader({ browserStore = emptyStore(), tabStore = emptyStore() } = {}) {
  const time = new FakeTime();
  const [state, setState] = createSignal({ ...EMPTY_STATE, you: { ...ME } });
  const [isPageVisible, setPageVisible] = createSignal(true);
  const marker = createRoot(() =>
    createUnreadMarker({
      state,
      isPageVisible,
      browserStore,
      tabStore,
      storageKey: "k",
      after: (ms, run) => time.after(ms, run),
    }),
  );
  const receive = (events: readonly ChatEvent[], epoch = "e1") =>
    setState((before) => ({
      ...before,
      messages: fromSnapshot(events),
      cursor: { epoch, seq: events.at(-1)?.seq ?? 0 },
    }));
  return { ...marker, browserStore, tabStore, time, receive, setPageVisible };
}

describe("unread messages", () => {
  test("on a first visit no message is unread", () => {
    const { receive, unreadCount, markerSeq } = reader();
    expect(unreadCount()).toBe(0);
    receive(talk("mira", "mira"));
    expect(unreadCount()).toBe(0);
    expect(markerSeq()).toBeUndefined();
  });

  test("new messages are read while the page is visible, and counted while it is hidden", () => {
    const { receive, unreadCount, markerSeq, setAtNewest, setPageVisible } = reader();
    receive(talk("mira"));
    setAtNewest(true);
    receive(talk("mira", "mira"));
    expect(unreadCount()).toBe(0);
    setPageVisible(false);
    receive(talk("mira", "mira", "mira", ME.id, "mira"));
    expect(unreadCount()).toBe(2);
    expect(markerSeq()).toBe(3);
    setPageVisible(true);
    expect(unreadCount()).toBe(0);
    // The line stays where it is after the messages below it were read.
    expect(markerSeq()).toBe(3);
  });

  test("messages scrolled past are read, and the line moves only once everything is read", () => {
    const { receive, unreadCount, markerSeq, setAtNewest, markSeen } = reader();
    receive(talk("mira"));
    setAtNewest(true);
    setAtNewest(false);
    receive(talk("mira", "mira", "mira", "mira"));
    expect(unreadCount()).toBe(3);
    expect(markerSeq()).toBe(2);
    markSeen(3);
    expect(unreadCount()).toBe(1);
    markSeen(2);
    expect(unreadCount()).toBe(1);
    expect(markerSeq()).toBe(2);
    markSeen(4);
    receive(talk("mira", "mira", "mira", "mira", "mira"));
    expect(unreadCount()).toBe(1);
    expect(markerSeq()).toBe(5);
  });

  test("own and deleted messages are not counted, and sending removes the line", () => {
    const { receive, unreadCount, markerSeq, clearMarker, setPageVisible } = reader();
    receive([]);
    setPageVisible(false);
    receive([chatOf(1, { userId: ME.id }), chatOf(2, { deleted: true }), chatOf(3)]);
    expect(unreadCount()).toBe(1);
    expect(markerSeq()).toBe(3);
    clearMarker();
    expect(markerSeq()).toBeUndefined();
  });

  test("messages are counted up to 100", () => {
    const { receive, unreadCount, setPageVisible } = reader();
    receive([]);
    setPageVisible(false);
    receive(Array.from({ length: 300 }, (_, at) => chatOf(at + 1)));
    expect(unreadCount()).toBe(100);
  });
});

describe("the read position between visits", () => {
  test("messages that came between two visits are unread, and the line stands before the first", async () => {
    const first = reader();
    first.receive(talk("mira", "mira"));
    first.setAtNewest(true);
    await first.time.pass(1000);
    const next = reader({ browserStore: first.browserStore });
    next.receive(talk("mira", "mira", ME.id, "mira", "mira"));
    expect(next.unreadCount()).toBe(2);
    expect(next.markerSeq()).toBe(4);
  });

  test("hiding the page saves the read position at once", () => {
    const first = reader();
    first.receive(talk("mira", "mira"));
    first.setAtNewest(true);
    first.setPageVisible(false);
    const next = reader({ browserStore: first.browserStore });
    next.receive(talk("mira", "mira"));
    expect(next.unreadCount()).toBe(0);
  });

  test("the line survives a reload, even if everything was read, but is not in a new tab", () => {
    const first = reader();
    first.receive(talk("mira"));
    first.setPageVisible(false);
    first.receive(talk("mira", "mira", "mira"));
    first.setPageVisible(true);
    first.setAtNewest(true);
    first.setPageVisible(false);
    const reloaded = reader(first);
    reloaded.receive(talk("mira", "mira", "mira"));
    expect(reloaded.unreadCount()).toBe(0);
    expect(reloaded.markerSeq()).toBe(2);
    const other = reader({ browserStore: first.browserStore });
    other.receive(talk("mira", "mira", "mira"));
    expect(other.markerSeq()).toBeUndefined();
  });

  test("a reload keeps the line while messages are unread; once all are read, a reload places it anew", () => {
    const first = reader();
    first.receive(talk("mira"));
    first.setPageVisible(false);
    first.receive(talk("mira", "mira", "mira", "mira"));
    first.setPageVisible(true);
    first.markSeen(3);
    first.setPageVisible(false);
    const reloaded = reader(first);
    reloaded.receive(talk("mira", "mira", "mira", "mira"));
    expect(reloaded.unreadCount()).toBe(1);
    expect(reloaded.markerSeq()).toBe(2);
    reloaded.setAtNewest(true);
    reloaded.setPageVisible(false);
    const again = reader(first);
    again.receive(talk("mira", "mira", "mira", "mira", "mira"));
    expect(again.markerSeq()).toBe(5);
  });

  test("a stored position of another epoch, or one that can't be parsed, is ignored", () => {
    for (const mark of ["e0 1", "nonsense", "e1 x"]) {
      const browserStore = emptyStore();
      browserStore.set("read:k", mark);
      const { receive, unreadCount } = reader({ browserStore });
      receive(talk("mira", "mira"));
      expect(unreadCount()).toBe(0);
    }
  });

  test("L5: nothing is stored about a room that has ended", async () => {
    const { receive, setAtNewest, forget, setPageVisible, browserStore, tabStore, time } = reader();
    receive(talk("mira"));
    setPageVisible(false);
    receive(talk("mira", "mira"));
    setAtNewest(true);
    forget();
    setPageVisible(true);
    await time.pass(5000);
    expect([...browserStore.keys(), ...tabStore.keys()]).toEqual([]);
  });
});
