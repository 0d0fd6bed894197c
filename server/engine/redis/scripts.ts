// The Lua scripts that change a room in Redis, one for each step. Redis runs one at a time and whole, so what a script does
// can't be seen half done. All get the keys of `room-keys.ts`; a script that finds no room answers why: it has `ended`, its
// `next` epoch is another, or it is `lost`.
import { createHash } from "node:crypto";

import { CONTENT, DROP, ENTRY_BYTES, KEY_NAMES, MAX_NONCES, MISSING, STATE } from "./script-parts.ts";
import { TAG_LENGTH } from "./wire-format.ts";

/** How long the next epoch of a room is remembered. */
const NEXT_EPOCH_SECONDS = 24 * 60 * 60;

const script = (...parts: readonly string[]) => KEY_NAMES + parts.join("");

/**
 * Begins a room. ARGV: founding, state, expires, head, tag, oldest, version, floor, code; then entries, nonces and files, each with its
 * count before it.
 */
const OPEN = script(
  STATE,
  `
if call('EXISTS', room) == 1 then return {'exists'} end
if call('EXISTS', ended) == 1 then return {'ended'} end
local bytes, known = 0, 0
local at = 10
local function each(store)
  local count = tonumber(ARGV[at])
  for pair = 1, count do store(ARGV[at + 2 * pair - 1], ARGV[at + 2 * pair]) end
  at = at + 1 + 2 * count
end
each(function(seq, value)
  call('HSET', log, seq, value)
  bytes = bytes + #value - ${TAG_LENGTH} + ${ENTRY_BYTES}
end)
each(function(key, result)
  known = known + 1
  call('HSET', nonces, key, result, '#' .. known, key)
end)
each(function(id, record) call('HSET', files, id, record) end)
call(
  'HSET', room, 'founding', ARGV[1], 'head', ARGV[4], 'tag', ARGV[5], 'oldest', ARGV[6],
  'bytes', bytes, 'nonces', known, 'edition', 0, 'erased_by', 0,
  'floor', ARGV[8], 'code', ARGV[9]
)
set_state(ARGV[2], ARGV[7], ARGV[3])
set_expiry(ARGV[3])
return {'ok'}
`,
);

/**
 * Appends an event. ARGV: nonce key, timestamp, tag, entry, state, the version it builds on, expires, most events, most bytes,
 * the caller's oldest seq, whether it erases older texts, the newest seq that the caller has and its tag, then files. Where
 * that isn't in the log, the caller has seen what this Redis never had: it must know before anything is added. This is the script that counts: it makes few calls and
 * few strings. The nonces of a room are numbered, to forget the oldest: the field `#n` has the key of the nth.
 */
const APPEND = script(
  MISSING,
  DROP,
  STATE,
  `
local nonce = ARGV[1]
if nonce ~= '' then
  local first = call('HGET', nonces, nonce)
  if first then return {'repeated', first} end
end
local meta = call('HMGET', room, 'head', 'tag', 'oldest', 'bytes', 'version', 'expires', 'nonces', 'floor')
if not meta[1] then return missing() end
local entry, state, version, expires, known, floor = ARGV[4], ARGV[5], meta[5], meta[6], meta[7], meta[8]
if state ~= '' and version ~= ARGV[6] then return {'stale'} end
local seen, tag = tonumber(ARGV[12]), meta[2]
if seen ~= tonumber(meta[1]) then tag = string.sub(call('HGET', log, seen) or ARGV[13], 1, ${TAG_LENGTH}) end
if seen > tonumber(meta[1]) or tag ~= ARGV[13] then return {'other'} end
local head = meta[1] + 1
call('HSET', log, head, entry)
local oldest, bytes = tonumber(meta[3]), meta[4] + #entry + ${ENTRY_BYTES - TAG_LENGTH}
local target = math.max(oldest, tonumber(ARGV[10]), head + 1 - ARGV[8])
if target > oldest then
  bytes, floor = drop(oldest, target - 1, bytes, floor)
  oldest = target
end
while bytes > tonumber(ARGV[9]) do
  bytes, floor = drop(oldest, oldest, bytes, floor)
  oldest = oldest + 1
end
if nonce ~= '' then
  known = known + 1
  call('HSET', nonces, nonce, head .. ' ' .. ARGV[2], '#' .. known, nonce)
  if known > ${MAX_NONCES} then
    local last = '#' .. (known - ${MAX_NONCES})
    call('HDEL', nonces, call('HGET', nonces, last), last)
  end
end
if #ARGV > 13 then call('HSET', files, unpack(ARGV, 14)) end
call('HSET', room, 'head', head, 'tag', ARGV[3], 'oldest', oldest, 'bytes', bytes, 'nonces', known, 'floor', floor)
local told = '\\n' .. entry
if state ~= '' then
  version, expires = version + 1, ARGV[7]
  set_state(state, version, expires)
  told = told .. '\\n' .. state
end
if ARGV[11] == '1' then
  call('SADD', due, head)
  call('HSET', room, 'erased_by', head)
end
set_expiry(expires)
call('SPUBLISH', channel, 'event ' .. head .. ' ' .. meta[2] .. ' ' .. oldest .. ' ' .. version .. told)
return {'ok', head, meta[2], oldest, version}
`,
);

/** Replaces the state. ARGV: state, the version it builds on, expires. */
const SAVE_STATE = script(
  MISSING,
  STATE,
  `
local version = call('HGET', room, 'version')
if not version then return missing() end
if version ~= ARGV[2] then return {'stale'} end
version = string.format('%d', version + 1)
set_state(ARGV[1], version, ARGV[3])
set_expiry(ARGV[3])
call('SPUBLISH', channel, 'state ' .. version .. '\\n\\n' .. ARGV[1])
return {'ok', version}
`,
);

/** Reads a room. ARGV: the seq after which the caller needs events, -1 for everything; the version of the state it has. */
const READ = script(
  MISSING,
  CONTENT,
  `
if call('EXISTS', room) == 0 then return missing() end
local after = tonumber(ARGV[1])
local content = read(after, after < 0)
if content[5] == ARGV[2] then content[7] = '' end
return content
`,
);

/**
 * Writes entries anew, because a part of them must be erased. ARGV: the seq up to which the caller has seen the log, the
 * member whose name was forgotten, the number of seqs that are done with, these seqs, then seqs and texts.
 */
const REWRITE = script(
  MISSING,
  `
local meta = call('HMGET', room, 'erased_by', 'bytes')
if not meta[1] then return missing() end
if tonumber(meta[1]) > tonumber(ARGV[1]) then return {'behind'} end
local bytes = tonumber(meta[2])
local done = tonumber(ARGV[3])
for at = 4 + done, #ARGV, 2 do
  local before = call('HGET', log, ARGV[at])
  if before then
    call('HSET', log, ARGV[at], string.sub(before, 1, ${TAG_LENGTH}) .. ARGV[at + 1])
    bytes = bytes + #ARGV[at + 1] - (#before - ${TAG_LENGTH})
  end
end
for at = 4, 3 + done do call('SREM', due, ARGV[at]) end
call('HSET', room, 'bytes', bytes)
if ARGV[2] ~= '' then
  local edition = call('HINCRBY', room, 'edition', 1)
  call('SPUBLISH', channel, 'name ' .. edition .. '\\n' .. ARGV[2])
end
return {'ok'}
`,
);

/**
 * Looks whether an event is as the caller has it. Writes something, so that a `WAIT` on the same connection waits for all that
 * was written before. ARGV: its seq, 0 for none yet; its tag.
 */
const CONFIRM = script(`
local meta = call('HMGET', room, 'head', 'tag')
if not meta[1] then return {'other'} end
call('HSET', room, 'confirmed', ARGV[1])
local tag = meta[2]
if meta[1] ~= ARGV[1] then tag = string.sub(call('HGET', log, ARGV[1]) or '', 1, ${TAG_LENGTH}) end
return {tag == ARGV[2] and 'ok' or 'other'}
`);

/** Drops the oldest events. ARGV: the seq of the oldest that stays. */
const TRIM = script(
  MISSING,
  DROP,
  `
local meta = call('HMGET', room, 'oldest', 'bytes', 'head', 'floor')
if not meta[1] then return missing() end
local oldest = math.min(tonumber(ARGV[1]), meta[3] + 1)
if oldest <= tonumber(meta[1]) then return {'ok'} end
local bytes, floor = drop(tonumber(meta[1]), oldest - 1, tonumber(meta[2]), meta[4])
call('HSET', room, 'oldest', oldest, 'bytes', bytes, 'floor', floor)
call('SPUBLISH', channel, 'trim ' .. oldest .. '\\n')
return {'ok'}
`,
);

/** Forgets the records of files. ARGV: their ids. */
const FORGET_FILES = script(`
for _, id in ipairs(ARGV) do call('HDEL', files, id) end
return {'ok'}
`);

/** Ends a room, unless it has ended. ARGV: the digest of its code, until when that is remembered, epoch ms. */
const END = script(
  MISSING,
  `
if call('EXISTS', room) == 0 then
  local none = missing()
  if none[1] ~= 'lost' then return none end
end
call('DEL', room, log, nonces, files, due)
call('SET', ended, ARGV[1], 'PXAT', ARGV[2])
call('SPUBLISH', channel, 'ended\\n')
return {'ok'}
`,
);

/** Gives a room another epoch, unless it has one. ARGV: that epoch. Answers with what Redis has of the room. */
const RENEW = script(
  CONTENT,
  `
local next_epoch = call('GET', following)
if next_epoch then return {'next', next_epoch} end
if call('EXISTS', ended) == 1 then return {'ended'} end
local content = {'lost'}
if call('EXISTS', room) == 1 then content = read(-1, true) end
call('SET', following, ARGV[1], 'EX', ${NEXT_EPOCH_SECONDS})
call('DEL', room, log, nonces, files, due)
call('SPUBLISH', channel, 'next\\n' .. ARGV[1])
return content
`,
);

/**
 * Gives a code to a room, unless another has it. Its one key is the code's. ARGV: the room's epoch, when it expires, an epoch
 * whose room is lost. Answers with the epoch of the room that has it.
 */
const CLAIM_CODE = `
local epoch = redis.call('GET', KEYS[1])
if epoch and epoch ~= '' and epoch ~= ARGV[1] and epoch ~= ARGV[3] then return {epoch} end
redis.call('SET', KEYS[1], ARGV[1])
if ARGV[2] ~= '' and ARGV[2] ~= '0' then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return {ARGV[1]}
`;

/** Leads a code to its room's next epoch, or only sets when it expires. ARGV: the former epoch, the next one, when it expires. */
const MOVE_CODE = `
local epoch = redis.call('GET', KEYS[1])
if epoch and epoch ~= ARGV[1] then return {'ok'} end
redis.call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' and ARGV[3] ~= '0' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
return {'ok'}
`;

/** Remembers that the room of a code has ended, unless another has it. ARGV: until when, epoch ms; the room's epoch. */
const END_CODE = `
local epoch = redis.call('GET', KEYS[1])
if epoch and epoch ~= '' and epoch ~= ARGV[2] then return {'ok'} end
redis.call('SET', KEYS[1], '', 'PXAT', ARGV[1])
return {'ok'}
`;

/** Answers with the epoch that a code leads to, if any. */
const LOOK_UP = `
return {redis.call('GET', KEYS[1])}
`;

/**
 * Keeps a value, unless there is one already. Its one key is the value's. ARGV: the value. Answers with the one that is kept,
 * and whether there was none.
 */
const KEEP_FIRST = `
local isNew = redis.call('SET', KEYS[1], ARGV[1], 'NX')
return {redis.call('GET', KEYS[1]), isNew and 1 or nil}
`;

/** Adds to a set or takes away from it. Its one key is the set's. ARGV: the member, whether it is to be in it. */
const SET_MEMBER = `
redis.call(ARGV[2] == '1' and 'SADD' or 'SREM', KEYS[1], ARGV[1])
return {'ok'}
`;

/** Answers with the members of a set. */
const MEMBERS = `
return redis.call('SMEMBERS', KEYS[1])
`;

export const SCRIPTS = {
  open: OPEN,
  append: APPEND,
  saveState: SAVE_STATE,
  read: READ,
  rewrite: REWRITE,
  confirm: CONFIRM,
  trim: TRIM,
  forgetFiles: FORGET_FILES,
  end: END,
  renew: RENEW,
  claimCode: CLAIM_CODE,
  moveCode: MOVE_CODE,
  endCode: END_CODE,
  lookUp: LOOK_UP,
  keepFirst: KEEP_FIRST,
  setMember: SET_MEMBER,
  members: MEMBERS,
} as const;

export type ScriptName = keyof typeof SCRIPTS;

/** The names by which Redis knows the scripts. */
export const HASHES = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, text]) => [name, createHash("sha1").update(text).digest("hex")]),
) as Record<ScriptName, string>;
