// One room as this tab sees it: the folded state as signals, the connection that feeds it, and everything a person can
// do in it. The only place that changes the state; components read.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import type { LogEvent, Role, ServerFrame } from "#protocol/frames";
import { TYPING_EVERY_MS } from "#protocol/limits";
import { foldCode } from "#protocol/text";
import { Refused } from "../api/api-error.ts";
import { olderMessages, serverSeq } from "../api/early-requests.ts";
import type { Identity, Wishes } from "../api/identity.ts";
import { randomId } from "../browser/random.ts";
import type { Kept } from "../browser/storage.ts";
import { createConnection } from "../sync/connection.ts";
import { standingOf } from "../sync/connection-status.ts";
import type { Phase, Surroundings } from "../sync/connection-types.ts";
import { eventsOf } from "../sync/event-list.ts";
import { createEntry } from "../sync/join-request.ts";
import { createOlder } from "../sync/older-messages.ts";
import type { Outgoing } from "../sync/pending-messages.ts";
import { EMPTY, type LocalAction, type RoomState, reduce } from "../sync/room-reducer.ts";
import { createChoice } from "../ui/choice.ts";
import { createParts } from "../ui/field-signals.ts";
import type { Aside } from "./deferred-features.ts";
import { createTalk } from "./send.ts";
import { createReading } from "./unread-marker.ts";

const CLOCK_EVERY_MS = 1000;

export type RoomPorts = {
  identity: Identity;
  /** Lives as long as the browser's profile. */
  kept: Kept;
  /** Lives as long as the tab. */
  tab: Kept;
  around: Surroundings;
  ownerKey: Accessor<string | undefined>;
  /** Somebody looks at the page. */
  isSeen: Accessor<boolean>;
};

export type Room = ReturnType<typeof createRoom>;

function unsentOf(tab: Kept, key: string): readonly Outgoing[] {
  try {
    return JSON.parse(tab.get(key) ?? "[]") as Outgoing[];
  } catch {
    return [];
  }
}

function eventsIn(frame: ServerFrame): readonly LogEvent[] {
  if ("events" in frame) return frame.events;
  return "seq" in frame ? [frame] : [];
}

/** Belongs to the Solid owner it is made in: it leaves the room when that is disposed of. */
export function createRoom(code: string, { identity, kept, tab, around, ownerKey, isSeen }: RoomPorts) {
  const key = foldCode(code);
  const unsentKey = `unsent:${key}`;
  const draftKey = `draft:${key}`;
  // Messages that a reload interrupted go out with the nonce they had: once, whether they had arrived or not.
  let whole: RoomState = { ...EMPTY, now: around.now(), outbox: unsentOf(tab, unsentKey) };
  const [parts, show] = createParts(whole);
  /** Its fields are signals: a message that comes is no news for who reads the roster. */
  const state = () => parts;
  const [phase, setPhase] = createSignal<Phase>({ is: "connecting" });
  const [isRestarting, setRestarting] = createSignal(false);
  const [build, setBuild] = createSignal<string>();
  const [aside, setAside] = createSignal<Aside>();

  function act(...actions: (ServerFrame | LocalAction)[]): RoomState {
    whole = actions.reduce(reduce, reduce(whole, { type: "clock", now: around.now() }));
    show(whole);
    return whole;
  }

  async function token(): Promise<string | undefined> {
    const person = await identity.known();
    return person instanceof Refused ? undefined : person.token;
  }
  const messagesBefore = async (of: string, before: number, limit?: number) =>
    olderMessages(of, before, limit, await token());

  const entry = createEntry(code, { identity, tab, tabId: randomId() });
  const connection = createConnection(around, {
    ...entry,
    cursor: () => state().cursor,
    waiting: () => state().outbox,
    receive(frame) {
      if (frame.type === "welcome") setBuild(frame.build);
      const before = state().cursor?.seq ?? 0;
      const { gap, cursor } = act(frame);
      const isSnapshot = frame.type === "welcome" && !frame.recovered;
      const isFresh = ({ seq }: LogEvent) => isSnapshot || (seq > before && seq <= (cursor?.seq ?? 0));
      aside()?.hear(eventsIn(frame).filter(isFresh), !isSnapshot);
      return gap;
    },
    change(next) {
      setPhase(next);
      if (next.is === "open") setRestarting(false);
      if (next.is === "closed") entry.closed();
    },
    lost: (code) => code === CLOSE.restarting && setRestarting(true),
    async serverSeq() {
      const seq = await serverSeq(code, await token());
      return seq instanceof Refused ? undefined : seq;
    },
  });

  const [showsComings, showComings] = createChoice(kept, "comings");
  const older = createOlder({ code, state, act, fetch: messagesBefore });
  const talk = createTalk({ state, act, flush: () => connection.flush() });
  const reading = createReading({ state, isSeen, kept, tab, key, after: around.after });

  let typingSaidAt = Number.NEGATIVE_INFINITY;
  function typing(): void {
    if (around.now() - typingSaidAt < TYPING_EVERY_MS) return;
    if (connection.say({ type: "typing" })) typingSaidAt = around.now();
  }

  /** Another name or picture, here and everywhere. @returns why not */
  async function change(wishes: Wishes): Promise<Refused | undefined> {
    act({ type: "dismiss" });
    const changed = await identity.change(wishes);
    return changed instanceof Refused ? changed : undefined;
  }

  let cancelClock = () => {};
  (function tick() {
    cancelClock = around.after(CLOCK_EVERY_MS, () => {
      act();
      tick();
    });
  })();

  const outbox = () => parts.outbox;
  createEffect(() => {
    if (outbox().length === 0) tab.remove(unsentKey);
    else tab.set(unsentKey, JSON.stringify(outbox()));
  });
  const isOpen = createMemo(() => phase().is === "open");
  const awaySince = createMemo(() => (isOpen() ? undefined : around.now()));
  // What this or another tab has changed about us is told here too; who has become somebody else joins anew.
  createEffect(
    on([identity.person, isOpen], ([person, isOpen]) => {
      const introduced = entry.introduced();
      if (introduced === undefined) return;
      const { id, name, avatar, signedIn } = introduced;
      if (signedIn !== undefined && person?.signedIn === undefined) {
        // Nobody goes on talking as somebody else without having chosen to.
        entry.introduce(undefined);
        connection.leave(CLOSE.notAllowed, "signed out");
      } else if (person === undefined || !isOpen) return;
      else if (person.id !== id || person.signedIn?.refreshToken !== signedIn?.refreshToken) connection.restart();
      else if (person.name !== name || person.avatar !== avatar) {
        connection.say({ type: "rename", name: person.name, avatar: person.avatar });
        entry.introduce(person);
      }
    }),
  );

  const serverNow = createMemo(() => Math.floor((parts.now + parts.serverAheadMs) / 1000) * 1000);

  onCleanup(() => {
    cancelClock();
    connection.stop();
  });
  connection.start();

  return {
    code,
    /** Its own among what is kept. */
    key,
    kept,
    tab,
    identity,
    after: around.after,
    isSeen,
    state,
    phase,
    connection,
    /** How the connection stands, to the second. */
    standing: createMemo(() => standingOf(phase(), state().now - (awaySince() ?? state().now), isRestarting())),
    /** Which build the server is. */
    build,
    ...older,
    messagesBefore,
    /** Whether who comes and goes is told in the transcript. */
    showsComings,
    showComings,
    ownerKey,
    log: () => parts.held.log,
    events: () => eventsOf(parts.held.log),
    presence: () => parts.presence,
    outbox,
    members: () => parts.members,
    typists: () => parts.typing,
    /** The server's clock, to the second. */
    serverNow,
    /** What goes on beside the talk, once its code is here. */
    aside,
    setAside,
    /** What we may do here, by who we are or by the owner key. */
    role: (): Role => (ownerKey() === undefined ? (state().you?.role ?? "member") : "owner"),
    draft: () => kept.get(draftKey) ?? "",
    keepDraft: (text: string) => (text === "" ? kept.remove(draftKey) : kept.set(draftKey, text)),
    ...talk,
    reading,
    typing,
    /** The last refusal has been read. */
    dismiss: () => act({ type: "dismiss" }),
    change,
    /** Ours as we chose it; what the room makes of a taken name is in `state().you`. */
    person: identity.person,
    rejoin: () => connection.restart(),
    /** Whether a password was tried at the door. */
    hasTried: entry.hasTried,
    /** Tries the door with the room's password. */
    enterWith(given: string): void {
      entry.tryWith(given);
      connection.restart();
    },
    /** The room is no more: nothing of it stays on this device. */
    forget() {
      kept.remove(draftKey);
      reading.forget();
      tab.remove(unsentKey);
      kept.remove(`tell:${key}`);
      tab.remove(`told:${key}`);
    },
  };
}
