// What a room's new epoch lacks of what a node had seen before: Redis had lost it, and the node that began the epoch had not
// seen it yet, or something else was said in its place. It is said again at the log's end, once, whichever nodes still have it.
import type { LogEvent } from "#protocol/frames";
import type { LogEntry } from "../../chat/lib/ports.ts";
import { erasesText } from "../log/event-erasure.ts";
import { mapIds, moveToEpoch } from "../log/move-to-epoch.ts";
import { nonceKey, vanishKey } from "../log/nonces.ts";
import type { LogBounds } from "../log/room-log.ts";
import { appendArguments, REPEATED } from "./append-queue.ts";
import type { Link } from "./redis-link.ts";
import type { RoomKeys } from "./room-keys.ts";
import { MAX_NONCES } from "./scripts/script-parts.ts";
import { encodeEntry, type RoomContent, splitText } from "./wire-format.ts";

/** A room's log and state under the epoch before. */
export type FormerContent = Pick<RoomContent, "version" | "state" | "expires"> & {
  readonly entries: readonly LogEntry[];
};

/** Whether two texts are of one event: a part of it may be erased in either. */
const isSame = (one: LogEvent, other: LogEvent) =>
  one.type === other.type &&
  one.timestamp === other.timestamp &&
  one.userId === other.userId &&
  one.nonce === other.nonce;

/** Returns the events after the place where the two logs part, under the new epoch, the oldest first. */
function eventsLacking(former: FormerContent, from: string, content: RoomContent, to: string): readonly LogEvent[] {
  const there = new Map(content.entries.map(({ seq, text }) => [seq, text]));
  const lacking: LogEvent[] = [];
  let parting = 0;
  for (const { seq, text } of former.entries.toReversed()) {
    const event = JSON.parse(moveToEpoch(text, from, to));
    parting = seq;
    if (seq < content.oldest || isSame(event, JSON.parse(there.get(seq) ?? "{}"))) break;
    lacking.push(event);
  }
  // The nonces of what came since tell what is there already; no more of them are remembered.
  return content.head - parting > MAX_NONCES ? [] : lacking.reverse();
}

/** How the domain changes a state's text where messages have other seqs. */
export type MovePins = (state: string, seqOf: (seq: number) => number | undefined) => string;

type Ports = {
  readonly link: Link;
  readonly bounds: LogBounds;
  readonly newTag: () => string;
  readonly movePins: MovePins;
};

/** Returns an event with other ids, without those that lead nowhere. */
function moveIds(event: LogEvent, moved: (id: unknown) => unknown): LogEvent {
  const said = mapIds(event, moved);
  if (said.type === "vanish") return { ...said, messageIds: said.messageIds.filter((id) => id !== undefined) };
  if (said.type !== "chat" || said.sealedReactions === undefined) return said;
  // They are listed by their seqs, and come again by themselves.
  const { sealedReactions: _, ...rest } = said;
  return rest;
}

/** Whether an event is said again. @param isNewer whether the state is saved again, too */
function isSaidAgain(event: LogEvent, said: LogEvent, isNewer: boolean): boolean {
  switch (said.type) {
    case "chat":
      return !said.deleted;
    case "vanish":
      return said.messageIds.length > 0;
    case "room":
      // A wipe changes no state.
      return said.action === "wipe" || (isNewer && (said.pin === undefined || said.pin.id !== undefined));
    default:
      // One that is sealed is sealed for its message's seq, and opens at no other.
      if (said.messageId === undefined) return false;
      return !("sealed" in said) || ("messageId" in event && said.messageId === event.messageId);
  }
}

/**
 * Says again in Redis what the content of a new epoch lacks, and saves the state again that was changed more often.
 * @returns whether anything was lacking @throws when Redis can't or doesn't answer, or the room has moved on or ended
 */
export async function sayLacking(
  former: FormerContent,
  from: string,
  content: RoomContent,
  to: { readonly epoch: string; readonly keys: RoomKeys },
  { link, bounds, newTag, movePins }: Ports,
): Promise<boolean> {
  const { head, tag, version } = content;
  const lacking = eventsLacking(former, from, content, to.epoch);
  // Something else has the ids that these had.
  const ids = new Map<unknown, string | undefined>(lacking.map(({ id }) => [id, undefined]));
  const seqs = new Map<number, number | undefined>(lacking.map(({ seq }) => [seq, undefined]));
  const isNewer = former.version > version;
  for (const event of lacking) {
    const said = moveIds(event, (id) => (ids.has(id) ? ids.get(id) : id));
    if (!isSaidAgain(event, said, isNewer)) continue;
    // Those without a nonce are told apart by where they were: a part of their texts may be erased or added elsewhere.
    const key =
      said.type === "vanish"
        ? vanishKey(said)
        : (nonceKey(said) ?? `again ${event.id} ${said.type} ${said.timestamp} ${said.userId}`);
    const sent = [key, said.timestamp, encodeEntry(newTag(), ...splitText(to.epoch, said))] as const;
    const args = appendArguments(bounds, { head, tag, oldest: 0 }, [sent], { isErasing: erasesText(said) });
    const [answer] = (await link.run("append", to.keys, args)).map(String);
    const seq = Number.parseInt(answer?.replace(REPEATED, "") ?? "", 10);
    if (Number.isNaN(seq)) throw new Error(`a room's new epoch answered ${answer}`);
    ids.set(event.id, `${to.epoch}-${seq}`);
    seqs.set(event.seq, seq);
  }
  // It keeps its version, so that whichever node comes last, the state stays that was changed most often.
  for (let there = version; former.version > there; ) {
    const state = movePins(former.state, (seq) => (seqs.has(seq) ? seqs.get(seq) : seq));
    const args = [state, there, former.expires, former.version];
    const [outcome, changed] = await link.run("saveState", to.keys, args);
    if (outcome !== "ok" && outcome !== "stale") throw new Error(`a room's new epoch answered ${outcome}`);
    there = Number(changed);
  }
  return isNewer || lacking.length > 0;
}
