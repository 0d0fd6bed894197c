// Moves the living rooms of a data file into a Redis, and those of a Redis into a data file, one after the other: each is erased
// where it was once it is where it goes. Rules D64 and D65.
import type { Journal, JournalWrite, SavedRoom } from "../journal/journal.ts";
import { nonceKey } from "../log/nonces.ts";
import type { RedisAddress } from "./connection/redis-problems.ts";
import { RedisLink } from "./redis-link.ts";
import { createRoomIndex } from "./redis-nodes.ts";
import { codeKey, DEFAULT_PREFIX, listedKey, nodesChannel, roomKeys, secretKey } from "./room-keys.ts";
import { type Entry, expiryOf, FIRST_TAG, openArguments, parseContent, type RoomContent } from "./wire-format.ts";

/** What the domain says of a saved room. */
export type RoomFacts = {
  readonly codeDigest: string;
  readonly expiresAt: number | null;
  readonly isListed: boolean;
  /** Why a Redis can't have it, if it can't. */
  readonly unfit: string | undefined;
};

export type MoveOptions = {
  readonly address: RedisAddress;
  readonly prefix?: string;
  readonly journal: Journal;
  readonly factsOf: (room: Pick<SavedRoom, "founding" | "state" | "files">) => RoomFacts;
  readonly newTag: () => string;
};

/** Rooms that stayed where they were are counted by the reason. */
export type MoveReport = { moved: number; readonly stayed: Map<string, number> };

const NO_EVENTS = { onMessage() {}, onResubscribed() {}, onAnswer() {}, onFault() {} };

/** Connects to a Redis, for one action. @throws when it can't be reached */
async function withLink<T>(address: RedisAddress, action: (link: RedisLink) => Promise<T>): Promise<T> {
  const link = await RedisLink.connect(address, NO_EVENTS, {});
  try {
    return await action(link);
  } finally {
    await link.close();
  }
}

/** Returns the secret of a Redis, which is the given one from now on if there was none. */
export const keepSecret = (address: RedisAddress, secret: Uint8Array, prefix = DEFAULT_PREFIX): Promise<Uint8Array> =>
  withLink(address, async (link) => {
    const [kept] = await link.run("keepFirst", [secretKey(prefix)], [secret.toBase64()]);
    return Uint8Array.fromBase64(String(kept));
  });

/** Returns a room of a data file as Redis keeps it. */
function contentOf(room: SavedRoom, facts: RoomFacts, newTag: () => string): RoomContent {
  const nonces = room.nonces.map(([key, seq, timestamp]) => [key, `${seq} ${timestamp}`] as const);
  const entries: Entry[] = [];
  let previous = room.lastDroppedSeq === 0 ? FIRST_TAG : newTag();
  const before = previous;
  for (const { seq, text } of room.events) {
    const event = JSON.parse(text);
    const key = nonceKey(event);
    if (key !== undefined) nonces.push([key, `${seq} ${event.timestamp}`]);
    entries.push({ seq, tag: newTag(), previous, text });
    previous = entries.at(-1)?.tag ?? previous;
  }
  const { founding, state, lastDroppedSeq } = room;
  const head = lastDroppedSeq + entries.length;
  const place = { head, tag: entries.at(-1)?.tag ?? before, oldest: lastDroppedSeq + 1, version: 1, edition: 0 };
  const expires = expiryOf(facts.expiresAt);
  return { ...place, state, founding, expires, code: facts.codeDigest, entries, nonces, files: [], due: [] };
}

export const moveIntoRedis = (rooms: Iterable<SavedRoom>, options: MoveOptions): Promise<MoveReport> =>
  withLink(options.address, async (link) => {
    const { prefix = DEFAULT_PREFIX, journal, factsOf, newTag } = options;
    const report: MoveReport = { moved: 0, stayed: new Map() };
    const index = indexOn(link, prefix);
    for (const room of rooms) {
      const { epoch } = room;
      const facts = factsOf(room);
      const keys = roomKeys(prefix, epoch);
      let reason = facts.unfit;
      if (reason === undefined) {
        // Where it exists, an earlier move was broken off before the file had forgotten the room.
        const content = contentOf(room, facts, newTag);
        await link.run("open", keys, openArguments(content));
        const [holder] = await link.run("claimCode", [codeKey(prefix, facts.codeDigest)], [epoch, content.expires, ""]);
        if (holder !== epoch) {
          reason = "their code is taken there";
          await link.run("erase", keys, []);
        }
      }
      if (reason !== undefined) {
        report.stayed.set(reason, (report.stayed.get(reason) ?? 0) + 1);
        continue;
      }
      await index.add(epoch, facts.expiresAt ?? Number.POSITIVE_INFINITY);
      if (facts.isListed) await link.run("setMember", [listedKey(prefix)], [epoch, 1]);
      await forgetInFile(journal, epoch);
      report.moved++;
    }
    return report;
  });

/** Nothing is tried again: a move that fails is begun anew. */
const indexOn = (link: RedisLink, prefix: string) =>
  createRoomIndex(
    prefix,
    () => link,
    (action) => void action(),
  );

/** Erases a room from the data file. Its code isn't remembered as ended. */
const forgetInFile = (journal: Journal, epoch: string) =>
  journal.commit([["end", epoch, { digest: `moved ${epoch}`, until: 0 }]]);

/** @returns undefined while servers use the Redis: they have its rooms in memory, too */
export const moveOutOfRedis = (options: MoveOptions): Promise<MoveReport | undefined> =>
  withLink(options.address, async (link) => {
    const { prefix = DEFAULT_PREFIX, journal, factsOf } = options;
    if ((await link.publish(nodesChannel(prefix), "")) > 0) return undefined;
    const report: MoveReport = { moved: 0, stayed: new Map() };
    const index = indexOn(link, prefix);
    for (const key of await link.keys(codeKey(prefix, "*"))) {
      const [epoch] = await link.run("lookUp", [key], []);
      if (typeof epoch !== "string" || epoch === "") continue;
      const keys = roomKeys(prefix, epoch);
      const reply = await link.run("read", keys, [-1, ""]);
      if (reply[0] === "ok") {
        const { founding, state, entries, oldest, files } = parseContent(reply);
        const { unfit } = factsOf({ founding, state, files: files.map(([id, record]) => ({ id, record })) });
        if (unfit !== undefined) {
          report.stayed.set(unfit, (report.stayed.get(unfit) ?? 0) + 1);
          continue;
        }
        const events = entries.map(({ seq, text }): JournalWrite => {
          const event = JSON.parse(text);
          return ["event", epoch, seq, text, nonceKey(event) ?? null, event.timestamp];
        });
        const trimmed: JournalWrite[] = oldest > 1 ? [["trim", epoch, oldest, oldest]] : [];
        await journal.commit([["open", { epoch, founding, state }], ...events, ...trimmed]);
        report.moved++;
      }
      await link.run("setMember", [listedKey(prefix)], [epoch, 0]);
      await index.remove(epoch);
      await link.run("erase", keys, []);
      await link.run("erase", [key], []);
    }
    return report;
  });
