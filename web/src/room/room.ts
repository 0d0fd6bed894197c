// One room as this tab sees it: the folded state as signals, the connection that feeds it, and everything a person can
// do in it. The only place that changes the state; components read.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { ServerFrame } from "#protocol/frames";
import { TYPING_EVERY_MS } from "#protocol/limits";
import { foldCode } from "#protocol/text";
import { olderMessages, serverSeq } from "../api.ts";
import type { Identity } from "../identity.ts";
import { randomId } from "../primitives/random.ts";
import type { Kept } from "../primitives/storage.ts";
import { Refused } from "../refused.ts";
import { createConnection, type Phase, type Surroundings } from "./connection.ts";
import { EMPTY, firstSeq, type LocalAction, type Outgoing, reduce } from "./reduce.ts";

const CLOCK_EVERY_MS = 1000;

export type RoomPorts = {
  identity: Identity;
  /** Lives as long as the browser's profile. */
  kept: Kept;
  /** Lives as long as the tab. */
  tab: Kept;
  around: Surroundings;
  ownerKey: Accessor<string | undefined>;
};

export type Room = ReturnType<typeof createRoom>;

function unsentOf(tab: Kept, key: string): readonly Outgoing[] {
  try {
    return JSON.parse(tab.get(key) ?? "[]") as Outgoing[];
  } catch {
    return [];
  }
}

/** Belongs to the Solid owner it is made in: it leaves the room when that is disposed of. */
export function createRoom(code: string, { identity, kept, tab, around, ownerKey }: RoomPorts) {
  const key = foldCode(code);
  const unsentKey = `unsent:${key}`;
  const draftKey = `draft:${key}`;
  // Messages that a reload interrupted go out with the nonce they had: once, whether they had arrived or not.
  const [state, setState] = createSignal({ ...EMPTY, now: around.now(), outbox: unsentOf(tab, unsentKey) });
  const [phase, setPhase] = createSignal<Phase>({ is: "connecting" });
  const [isLoadingOlder, setLoadingOlder] = createSignal(false);
  const tabId = randomId();
  let usedToken = "";

  const act = (...actions: (ServerFrame | LocalAction)[]) =>
    setState((before) => actions.reduce(reduce, reduce(before, { type: "clock", now: around.now() })));

  const connection = createConnection(around, {
    async introduction() {
      const person = await identity.known();
      if (person instanceof Refused) throw person;
      const { token, name, avatar } = person;
      usedToken = token;
      return { token, name, avatar, tab: tabId };
    },
    distrust: () => identity.distrust(usedToken),
    cursor: () => state().cursor,
    waiting: () => state().outbox,
    receive: (frame) => act(frame).gap,
    change: setPhase,
    async serverSeq() {
      const seq = await serverSeq(code);
      return seq instanceof Refused ? undefined : seq;
    },
  });

  function send(text: string): void {
    act({ type: "send", nonce: randomId(), message: text });
    connection.flush();
  }

  function retry(nonce: string): void {
    act({ type: "retry", nonce });
    connection.flush();
  }

  let typingSaidAt = Number.NEGATIVE_INFINITY;
  function typing(): void {
    if (around.now() - typingSaidAt < TYPING_EVERY_MS) return;
    if (connection.say({ type: "typing" })) typingSaidAt = around.now();
  }

  async function rename(name: string): Promise<Refused | undefined> {
    act({ type: "dismiss" });
    const renamed = await identity.rename(name);
    if (renamed instanceof Refused) return renamed;
    connection.say({ type: "rename", name });
    return undefined;
  }

  async function loadOlder(): Promise<void> {
    if (isLoadingOlder() || !state().hasOlder) return;
    setLoadingOlder(true);
    const before = firstSeq(state());
    const page = await olderMessages(code, before);
    if (!(page instanceof Refused)) act({ type: "older", before, ...page });
    setLoadingOlder(false);
  }

  let cancelClock = () => {};
  (function tick() {
    cancelClock = around.after(CLOCK_EVERY_MS, () => {
      act();
      tick();
    });
  })();

  const outbox = createMemo(() => state().outbox);
  createEffect(() => {
    if (outbox().length === 0) tab.remove(unsentKey);
    else tab.set(unsentKey, JSON.stringify(outbox()));
  });
  // Another tab may have become somebody else: then so do we.
  const personId = createMemo(() => identity.person()?.id);
  createEffect(
    on(personId, (id) => {
      const isOther = id !== undefined && state().you !== undefined && state().you?.id !== id;
      if (isOther && phase().is === "open") connection.restart();
    }),
  );

  onCleanup(() => {
    cancelClock();
    connection.stop();
  });
  connection.start();

  return {
    code,
    state,
    phase,
    connection,
    isLoadingOlder,
    ownerKey,
    // Slices that change only when they do, for lists.
    events: createMemo(() => state().events),
    presence: createMemo(() => state().presence),
    outbox,
    members: createMemo(() => state().members),
    typists: createMemo(() => state().typing),
    /** The server's clock, to the second. */
    serverNow: createMemo(() => state().now + state().serverAheadMs),
    proof: () => ({ token: identity.person()?.token, ownerKey: ownerKey() }),
    draft: () => kept.get(draftKey) ?? "",
    keepDraft: (text: string) => (text === "" ? kept.remove(draftKey) : kept.set(draftKey, text)),
    send,
    retry,
    discard: (nonce: string) => act({ type: "discard", nonce }),
    typing,
    rename,
    loadOlder,
    rejoin: () => connection.restart(),
    /** The room is no more: nothing of it stays on this device. */
    forget() {
      kept.remove(draftKey);
      tab.remove(unsentKey);
    },
  };
}
