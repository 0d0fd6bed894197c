// The SQL by which each kind of write changes the data file. Runs within a transaction. Rules J1, J3.
import type { Database } from "bun:sqlite";
import type { BatchWrite, Chunk } from "../journal/batch-encoding.ts";
import { compressTexts, decompressTexts, type StoredTexts } from "./compression.ts";
import { RecentChunks } from "./recent-chunks.ts";

const EVERY_SEQ = Number.MAX_SAFE_INTEGER;

/** Events written one by one are added to a chunk until its texts or its nonces have this many bytes. */
const MAX_APPEND_BYTES = 1024;

/** Moves the recent chunks of a data file to the other events of their rooms, as readers expect it. */
export function moveRecentChunks(database: Database): void {
  const recent = new RecentChunks(database);
  const addChunks = prepareChunks(database);
  database.transaction(() => {
    recent.load();
    for (const chunk of recent.takeAll()) addChunks(chunk);
  })();
}

/** Returns what adds a chunk to its room's events. */
function prepareChunks(database: Database): (chunk: Chunk) => void {
  const addChunk = database.query("INSERT INTO chunks (epoch, first_seq, texts, nonces) VALUES (?, ?, ?, ?)");
  // Only consecutive events may be added: the lines of a chunk are counted, so a gap would go unnoticed. Nothing can be added
  // to a compressed chunk.
  const appendToChunk = database.query(
    `UPDATE chunks SET texts = texts || char(10) || ?2, nonces = nonces || iif(nonces = '' OR ?3 = '', '', ',') || ?3
     WHERE epoch = ?1 AND first_seq = (SELECT max(first_seq) FROM chunks WHERE epoch = ?1)
     AND typeof(texts) = 'text' AND octet_length(texts) < ?4 AND octet_length(nonces) < ?4
     AND first_seq + length(texts) - length(replace(texts, char(10), '')) + 1 = ?5`,
  );
  return ([, epoch, firstSeq, texts, nonces]) => {
    const isShort = texts.length < MAX_APPEND_BYTES;
    if (isShort && appendToChunk.run(epoch, texts, nonces, MAX_APPEND_BYTES, firstSeq).changes > 0) return;
    addChunk.run(epoch, firstSeq, compressTexts(texts), nonces);
  };
}

/** Returns what applies a batch. @param recent must have what is in the file */
export function prepareWrites(database: Database, recent: RecentChunks): (batch: readonly BatchWrite[]) => void {
  const openRoom = database.query("INSERT INTO rooms (epoch, founding, state) VALUES (?, ?, ?)");
  const addChunk = prepareChunks(database);
  const chunkOf = database.query(
    "SELECT first_seq AS firstSeq, texts FROM chunks WHERE epoch = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1",
  );
  const rewriteChunk = database.query(
    "UPDATE chunks SET first_seq = ?3, texts = ?4 WHERE epoch = ?1 AND first_seq = ?2",
  );
  const changeState = database.query("UPDATE rooms SET state = ?2 WHERE epoch = ?1");
  // The nonces share one row, because a row for each would cost as much as the events did.
  const keepNonces = database.query(
    `INSERT INTO nonces (epoch, last_seq, list)
     SELECT ?1, ?2 - 1, '[' || group_concat(nonces, ',' ORDER BY first_seq) || ']' FROM chunks
     WHERE epoch = ?1 AND first_seq < ?2 AND nonces <> '' HAVING count(*) > 0`,
  );
  const forgetChunks = database.query("DELETE FROM chunks WHERE epoch = ? AND first_seq < ?");
  const forgetNonces = database.query("DELETE FROM nonces WHERE epoch = ? AND last_seq < ?");
  const setLastDropped = database.query("UPDATE rooms SET gone = ?2 WHERE epoch = ?1");
  const keepFile = database.query("INSERT OR REPLACE INTO files (epoch, id, record) VALUES (?, ?, ?)");
  const forgetFile = database.query("DELETE FROM files WHERE epoch = ? AND id = ?");
  const forgetFiles = database.query("DELETE FROM files WHERE epoch = ?");
  const endRoom = database.query("DELETE FROM rooms WHERE epoch = ?");
  const addTomb = database.query("INSERT OR REPLACE INTO tombs VALUES (?, ?)");
  const keepAccount = database.query(
    "INSERT INTO accounts (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record",
  );
  const forgetAccount = database.query("DELETE FROM accounts WHERE id = ?");
  const retire = database.query("INSERT OR REPLACE INTO retired VALUES (?, ?)");
  const setSetting = database.query("INSERT OR REPLACE INTO settings VALUES (?, ?)");
  const spendAdminCode = database.query("DELETE FROM invitations WHERE digest = ?");

  /** Returns the chunk that has the event of this seq: its lines, and the index of the event among them. */
  const findChunk = (epoch: string, seq: number) => {
    const found = chunkOf.get(epoch, seq) as { firstSeq: number; texts: StoredTexts } | null;
    if (found === null) return undefined;
    const lines = decompressTexts(found.texts).split("\n");
    const at = seq - found.firstSeq;
    return at < lines.length ? { firstSeq: found.firstSeq, lines, at } : undefined;
  };

  const moveRecent = () => {
    for (const chunk of recent.takeAll()) addChunk(chunk);
  };

  return (batch) => {
    if (batch.length === 0) database.run("UPDATE probe SET count = count + 1");
    const chunks = batch.reduce((count, [kind]) => (kind === "chunk" ? count + 1 : count), 0);
    for (const write of batch) {
      switch (write[0]) {
        case "open": {
          const { epoch, founding, state } = write[1];
          openRoom.run(epoch, JSON.stringify(founding), state);
          break;
        }
        case "chunk":
          if (recent.takes(write[1], chunks)) recent.add(write);
          else addChunk(write);
          break;
        case "change":
          changeState.run(write[1], write[2]);
          break;
        case "rewrite": {
          if (recent.hasEventUpTo(write[1], write[2])) moveRecent();
          const found = findChunk(write[1], write[2]);
          if (found === undefined) break;
          const { firstSeq, lines, at } = found;
          rewriteChunk.run(write[1], firstSeq, firstSeq, compressTexts(lines.with(at, write[3]).join("\n")));
          break;
        }
        case "trim": {
          if (recent.hasEventUpTo(write[1], write[2] - 1)) moveRecent();
          const found = findChunk(write[1], write[2]);
          const first = found?.firstSeq ?? write[2];
          keepNonces.run(write[1], first);
          forgetChunks.run(write[1], first);
          // The chunk keeps its nonces until it is deleted as a whole.
          if (found !== undefined && found.at > 0) {
            rewriteChunk.run(write[1], first, write[2], compressTexts(found.lines.slice(found.at).join("\n")));
          }
          forgetNonces.run(write[1], write[3]);
          // When no event is left, the next one's seq follows from this.
          setLastDropped.run(write[1], write[2] - 1);
          break;
        }
        case "file":
          keepFile.run(write[1], write[2].id, write[2].record);
          break;
        case "unfile":
          for (const id of write[2]) forgetFile.run(write[1], id);
          break;
        case "end":
          forgetFiles.run(write[1]);
          if (recent.hasEventUpTo(write[1], EVERY_SEQ)) moveRecent();
          forgetChunks.run(write[1], EVERY_SEQ);
          forgetNonces.run(write[1], EVERY_SEQ);
          endRoom.run(write[1]);
          addTomb.run(write[2].digest, write[2].until);
          break;
        case "account":
          keepAccount.run(write[1].id, JSON.stringify(write[1]));
          break;
        case "forget":
          forgetAccount.run(write[1]);
          if (write[2] !== null) retire.run(write[2].digest, write[2].until);
          break;
        case "setting":
          setSetting.run(write[1], write[2]);
          break;
        case "spend":
          spendAdminCode.run(write[1]);
          break;
      }
    }
    if (recent.isFull) moveRecent();
    else recent.save();
  };
}
