// Creates one room as this tab sees it: its state as signals, the connection that feeds it, and everything a person can do
// in it. Only this file changes the state; components read it.
import { type Accessor, createMemo, createSignal, onCleanup } from "solid-js";
import type { Board } from "#protocol/board";
import { CLOSE } from "#protocol/error-codes";
import type { EditEvent, LogEvent, Role, ServerFrame, Vanish, VanishEvent } from "#protocol/frames";
import { TYPING_INTERVAL_MS } from "#protocol/limits";
import { foldCode } from "#protocol/room-code";
import { ApiError } from "../api/api-error.ts";
import { fetchOlderMessages } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";
import { randomId } from "../browser/random.ts";
import type { KeyValueStore } from "../browser/storage.ts";
import { hasEncryptionKey } from "../e2ee/kept-mark.ts";
import { createConnection } from "../sync/connection.ts";
import { connectionStatusOf } from "../sync/connection-status.ts";
import type { ConnectionPhase, Environment } from "../sync/connection-types.ts";
import { allEvents } from "../sync/event-list.ts";
import { createJoinRequest } from "../sync/join-request.ts";
import { createOlderMessages } from "../sync/older-messages.ts";
import { EMPTY_STATE, type LocalAction, type RoomState, reduce } from "../sync/room-reducer.ts";
import type { StagedFiles } from "../sync/staged-files.ts";
import { createFieldSignals } from "../ui/field-signals.ts";
import { createStoredChoice } from "../ui/stored-choice.ts";
import type { DeferredFeatures } from "./deferred-features.ts";
import { createHiddenMembers } from "./hidden-members.ts";
import { createSend } from "./send.ts";
import { createUnreadMarker } from "./unread-marker.ts";
import { readUnsent, saveUnsent } from "./unsent-messages.ts";

const CLOCK_EVERY_MS = 1000;

export type RoomPorts = {
  identity: Identity;
  /** Lives as long as the browser's profile. */
  browserStore: KeyValueStore;
  /** Lives as long as the tab. */
  tabStore: KeyValueStore;
  environment: Environment;
  ownerKey: Accessor<string | undefined>;
  isPageVisible: Accessor<boolean>;
};

export type Room = ReturnType<typeof createRoom>;

/** A member whose card is open, or the question about what may be done to them. */
export type ShownMember = { readonly id: string; readonly question?: "ban" | "wipe" };

/** Called with every frame of the room, and with those events in it that were not known before. */
export type FrameReader = (frame: ServerFrame, fresh: readonly LogEvent[]) => void;

function eventsInFrame(frame: ServerFrame): readonly LogEvent[] {
  if ("events" in frame) return frame.events;
  return "seq" in frame ? [frame] : [];
}

/** Joins a room, and leaves it when the Solid owner it is created in is disposed of. */
export function createRoom(code: string, ports: RoomPorts) {
  const { identity, browserStore, tabStore, environment, ownerKey, isPageVisible } = ports;
  const storageKey = foldCode(code);
  const unsentKey = `unsent:${storageKey}`;
  const draftKey = `draft:${storageKey}`;
  let current: RoomState = { ...EMPTY_STATE, now: environment.now(), outbox: readUnsent(tabStore, unsentKey) };
  const [fields, setFields] = createFieldSignals(current);
  /** Each field is a signal of its own, so that a new message doesn't update components that read the roster. */
  const state = () => fields;
  const [phase, setPhase] = createSignal<ConnectionPhase>({ is: "connecting" });
  const [isRestarting, setRestarting] = createSignal(false);
  const [build, setBuild] = createSignal<string>();
  const [board, setBoard] = createSignal<Board>();
  let readForBoard: FrameReader | undefined;
  const [stagedFiles, setStagedFiles] = createSignal<StagedFiles>();
  const [deferredFeatures, setDeferredFeatures] = createSignal<DeferredFeatures>();

  function act(...actions: (ServerFrame | LocalAction)[]): RoomState {
    current = actions.reduce(reduce, reduce(current, { type: "clock", now: environment.now() }));
    setFields(current);
    return current;
  }

  async function token(): Promise<string | undefined> {
    const person = await identity.requirePerson();
    return person instanceof ApiError ? undefined : person.token;
  }
  /** An encrypted room's pages are opened. */
  let fetchPage = fetchOlderMessages;
  const messagesBefore = async (roomCode: string, before: number, limit?: number) =>
    fetchPage(roomCode, before, limit, await token());

  const joinRequest = createJoinRequest(code, { identity, tabStore, tabId: randomId() });
  const connection = createConnection(environment, {
    ...joinRequest,
    prepare: () =>
      hasEncryptionKey(`e2ee:${storageKey}`, tabStore, browserStore)
        ? import("../e2ee/enter-encrypted-room.ts").then((module) => module.enterEncryptedRoom(room))
        : joinRequest.prepare(),
    cursor: () => state().cursor,
    pending: () => state().outbox,
    receive(frame) {
      if (frame.type === "welcome") {
        setBuild(frame.build);
        setBoard(frame.board);
      }
      const seqBefore = state().cursor?.seq ?? 0;
      const { hasGap, cursor } = act(frame);
      const isSnapshot = frame.type === "welcome" && !frame.recovered;
      const isFresh = ({ seq }: LogEvent) => isSnapshot || (seq > seqBefore && seq <= (cursor?.seq ?? 0));
      const fresh = eventsInFrame(frame).filter(isFresh);
      deferredFeatures()?.readEvents(fresh, !isSnapshot);
      readForBoard?.(frame, fresh);
      return hasGap;
    },
    phaseChanged(next) {
      setPhase(next);
      if (next.is === "open") setRestarting(false);
      if (next.is === "closed") joinRequest.forgetInvite();
    },
    socketClosed: (closeCode) => closeCode === CLOSE.restarting && setRestarting(true),
  });

  const [showsJoins, setShowsJoins] = createStoredChoice(browserStore, "comings");
  const older = createOlderMessages({ code, state, act, fetch: messagesBefore, after: environment.after });
  function life(): { vanish: Vanish } | undefined {
    const stored = browserStore.get(`vanish:${storageKey}`);
    return stored ? { vanish: Number(stored) || "seen" } : undefined;
  }
  const send = createSend({ state, act, flush: () => connection.flush(), life });
  const { after } = environment;
  const hiddenKey = `hidden:${storageKey}`;
  const hiddenMembers = createHiddenMembers(browserStore, hiddenKey);
  const isHidden = hiddenMembers.has;
  const unreadMarker = createUnreadMarker({
    state,
    isPageVisible,
    browserStore,
    tabStore,
    storageKey,
    after,
    isHidden,
  });
  const [shownMember, showMember] = createSignal<ShownMember>();
  const [mentioned, mention] = createSignal<string | undefined>(undefined, { equals: false });

  let typingSentAt = Number.NEGATIVE_INFINITY;
  function typing(): void {
    if (environment.now() - typingSentAt < TYPING_INTERVAL_MS) return;
    if (connection.send({ type: "typing" })) typingSentAt = environment.now();
  }

  let cancelClock = () => {};
  (function tick() {
    cancelClock = after(CLOCK_EVERY_MS, () => {
      act();
      tick();
    });
  })();

  const outbox = () => fields.outbox;
  saveUnsent(tabStore, unsentKey, outbox);
  const isOpen = createMemo(() => phase().is === "open");
  const notOpenSince = createMemo(() => (isOpen() ? undefined : environment.now()));

  const serverNow = createMemo(() => Math.floor((fields.now + fields.serverAheadMs) / 1000) * 1000);

  onCleanup(() => {
    cancelClock();
    connection.stop();
  });
  const room = {
    code,
    /** The room's key in the stores. */
    storageKey,
    browserStore,
    tabStore,
    identity,
    after,
    isPageVisible,
    state,
    phase,
    isOpen,
    connection,
    joinRequest,
    /** Returns the connection's status, which changes with the clock, every second. */
    connectionStatus: createMemo(() =>
      connectionStatusOf(phase(), state().now - (notOpenSince() ?? state().now), isRestarting()),
    ),
    /** Returns the server's build, as its last welcome told it. */
    build,
    ...older,
    messagesBefore,
    setFetchPage(fetch: typeof fetchOlderMessages): void {
      fetchPage = fetch;
    },
    /** Returns whether the transcript shows who joined and left. */
    showsJoins,
    setShowsJoins,
    ownerKey,
    log: () => fields.messages.log,
    events: () => allEvents(fields.messages.log),
    presenceLog: () => fields.presenceLog,
    outbox,
    members: () => fields.members,
    typingMembers: () => fields.typing,
    /** Returns the server's time, epoch ms, to the second. */
    serverNow,
    /** Returns the features whose code is loaded after the first message, once it is. */
    deferredFeatures,
    setDeferredFeatures,
    /** Returns what is on the board, as the last welcome told it and `board/board-reader.ts` goes on from there. */
    board,
    setBoard,
    setBoardReader(reader: FrameReader): void {
      readForBoard = reader;
    },
    /** Returns the files that the next message takes along, once there were any. */
    stagedFiles,
    setStagedFiles,
    /** Returns the role that the owner key or our membership gives us here. */
    role: (): Role => (ownerKey() === undefined ? (state().you?.role ?? "member") : "owner"),
    draft: () => browserStore.get(draftKey) ?? "",
    saveDraft: (text: string) => (text === "" ? browserStore.remove(draftKey) : browserStore.set(draftKey, text)),
    ...send,
    /** Removes messages whose lives are over by our clock, or replaces a text that isn't its author's. */
    expire: (event: VanishEvent | EditEvent) => act({ type: "expire", event }),
    unreadMarker,
    hiddenMembers,
    /** Returns the member whose card is open. */
    shownMember,
    showMember,
    /** Returns the name that was last asked to be put into the draft. */
    mentioned,
    mention,
    /** Tells the others that we type, at most every few seconds. */
    typing,
    /** Removes the last refusal, which the person has read. */
    dismissRefusal: () => act({ type: "dismiss" }),
    /** Returns our own name and avatar as we chose them; if the name was taken, `state().you` has the one we got. */
    person: identity.person,
    rejoin: () => connection.restart(),
    /** Returns whether a password was tried since the page was opened. */
    hasTriedPassword: joinRequest.hasTriedPassword,
    joinWithPassword(given: string): void {
      joinRequest.setPassword(given);
      connection.restart();
    },
  };
  connection.start();
  return room;
}
