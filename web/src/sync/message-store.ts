// Stores the part of a room's log that this page has: the events to show, each message as its revisions left it.
import { withoutMemberName } from "#protocol/erased-name";
import type { ChatEvent, LogEvent, Revision, RoomEvent, VanishEvent } from "#protocol/frames";
import { applyRevision, applyWipe } from "#protocol/revise";
import {
  allEvents,
  appendEvents,
  EMPTY_LIST,
  type EventList,
  findMessage,
  isVisible,
  mapEvents,
  prependEvents,
  replaceMessage,
  toEventList,
} from "./event-list.ts";

type AnyRevision = Revision | RoomEvent | VanishEvent;

export type MessageStore = {
  readonly log: EventList;
  /** The last revisions of messages we don't have yet: the server may send a page of these as it was before them. */
  readonly looseRevisions: readonly AnyRevision[];
  /** The seq from which on nothing is missing, where all messages up to the first we have have vanished. */
  readonly from?: number | undefined;
};

/** No more than this may come while a page of older messages is fetched. */
const MAX_LOOSE_REVISIONS = 100;

export const EMPTY_STORE: MessageStore = { log: EMPTY_LIST, looseRevisions: [] };

/** Creates a store from a welcome's snapshot, whose messages are as their revisions left them. */
export function fromSnapshot(snapshot: readonly LogEvent[]): MessageStore {
  return { log: toEventList(snapshot.filter(isVisible)), looseRevisions: [] };
}

/** Adds newer events at the end, and revises the messages they are about. */
export function addNewer({ log, looseRevisions }: MessageStore, events: readonly LogEvent[]): MessageStore {
  const appended = { log: appendEvents(log, events.filter(isVisible)), looseRevisions };
  return events.reduce((store, event) => (isRevision(event) ? revise(store, event) : store), appended);
}

/** Adds a page of older messages before the first. Revisions applied twice, in their order, leave the same message. */
export function addOlder({ log, looseRevisions }: MessageStore, page: readonly ChatEvent[]): MessageStore {
  const extended = { log: prependEvents(log, page.filter(isVisible)), looseRevisions: [] };
  return { ...looseRevisions.reduce(revise, extended), from: page[0]?.seq };
}

/** Takes the name of a member whose account is erased out of every event. */
export function withoutName({ log, looseRevisions }: MessageStore, memberId: string): MessageStore {
  return {
    log: mapEvents(log, (event) => withoutMemberName(event, memberId)),
    looseRevisions: looseRevisions.map((event) => withoutMemberName(event, memberId)),
  };
}

const isRevision = (event: LogEvent): event is AnyRevision =>
  event.type === "room" ? event.action === "wipe" : "messageId" in event || "messageIds" in event;

function revise({ log, looseRevisions }: MessageStore, revision: AnyRevision): MessageStore {
  const withThis = () => [...looseRevisions, revision].slice(-MAX_LOOSE_REVISIONS);
  if (revision.type === "room" || revision.type === "vanish") {
    return {
      log: revision.type === "room" ? wipeMessages(log, revision) : withoutVanished(log, revision),
      looseRevisions: withThis(),
    };
  }
  const message = findMessage(log, revision.messageId);
  if (message === undefined) return { log, looseRevisions: withThis() };
  return { log: replaceMessage(log, applyRevision(message, revision)), looseRevisions };
}

const withoutVanished = (log: EventList, { messageIds }: VanishEvent) =>
  toEventList(allEvents(log).filter(({ id }) => !messageIds.includes(id)));

/** Wipes what the target wrote before the wipe; what came after it stays. */
function wipeMessages(log: EventList, wipe: RoomEvent): EventList {
  return mapEvents(log, (event) => (event.type === "chat" && event.seq < wipe.seq ? applyWipe(event, wipe) : event));
}
