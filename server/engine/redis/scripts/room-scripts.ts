// The Lua scripts that change a room in Redis, one for each step. Redis runs one at a time and whole, so what a script does
// can't be seen half done. All get the keys of `room-keys.ts`; a script that finds no room answers why: it has `ended`, its
// `next` epoch is another, or it is `lost`.
import {
  CONTENT,
  DROP,
  ENTRY_BYTES,
  KEY_NAMES,
  MAX_NONCES,
  MISSING,
  MOST_FIELDS,
  NEXT_EPOCH_MS,
  NONCE_LIST,
  PLACE,
  PLACE_PATTERN,
  STATE,
  TAG_LENGTH,
} from "./script-parts.ts";

const script = (...parts: readonly string[]) => KEY_NAMES + parts.join("");

/**
 * Begins a room. ARGV: founding, state, expires, head, tag, oldest, version, floor, code; then entries, nonces, files and the
 * seqs whose erasing is not done, each with its count before it.
 */
const OPEN = script(
  STATE,
  PLACE,
  NONCE_LIST,
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
  call('HSET', room, seq, value)
  bytes = bytes + #value - ${TAG_LENGTH} + ${ENTRY_BYTES}
end)
each(function(key, result)
  known = known + 1
  call('HSET', nonce_list(known), key, result)
end)
each(function(id, record) call('HSET', files, id, record) end)
each(function(seq) call('SADD', due, seq) end)
call(
  'HSET', room, 'founding', ARGV[1], 'state', ARGV[2], 'expires', ARGV[3], 'edition', 0, 'erased_by', 0, 'code', ARGV[9],
  'at', place_of(ARGV[4], ARGV[5], ARGV[6], ARGV[7], bytes, known, ARGV[8])
)
set_expiry(ARGV[3])
return {'ok'}
`,
);

/**
 * Appends events. ARGV: state, the version it builds on, expires, most events, most bytes, the caller's oldest seq, whether
 * older texts are erased, the number of events, slow mode's interval in ms and the sender where it counts, the newest seq that
 * the caller has and its tag, then nonce key, timestamp and entry of each, then files. Where that seq isn't in the log with that
 * tag, the caller has seen what this Redis never had, and must know before anything is added. KEYS may be the first four only,
 * where there is no state, no slow mode, no file and nothing to erase; only then may there be several events.
 *
 * This is the script that decides; most events go by the shorter one below. Answers `seq previous-tag oldest version` for each
 * event, or what its nonce led to before; then with the room's new place.
 */
const APPEND =
  NONCE_LIST +
  `
local room, call = KEYS[1], redis.call
local state, count = ARGV[1], tonumber(ARGV[8])
local at = call('HGET', room, 'at')
if not at then return {'gone'} end
local head, tag, oldest, version, bytes, known, floor = string.match(at, ${PLACE_PATTERN})
local asked, firsts = {}, {}
for n = 1, count do
  local nonce = ARGV[10 + 3 * n]
  if nonce ~= '' then asked[#asked + 1] = nonce end
end
for list = 3, #asked > 0 and 4 or 2 do
  for n, first in ipairs(call('HMGET', KEYS[list], unpack(asked))) do
    if first then firsts[asked[n]] = first end
  end
end
local isRepeated = count == 1 and firsts[asked[1] or '']
if state ~= '' and not isRepeated and version ~= ARGV[2] then return {'stale'} end
if not isRepeated then
  local seen, seen_tag = tonumber(ARGV[11]), tag
  if seen ~= tonumber(head) then seen_tag = string.sub(call('HGET', room, ARGV[11]) or ARGV[12], 1, ${TAG_LENGTH}) end
  if seen > tonumber(head) or seen_tag ~= ARGV[12] then return {'other'} end
end
if ARGV[9] ~= '' and not isRepeated then
  local slow, time = KEYS[9], call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local wait = (call('HGET', slow, ARGV[10]) or 0) + ARGV[9] - now
  if wait > 0 then return {'slow ' .. math.min(wait, ARGV[9])} end
  call('HSET', slow, ARGV[10], string.format('%d', now))
  call('PEXPIRE', slow, ARGV[9])
end
local answers, fields, told, remembered = {}, {}, {''}, {}
local last, previous = tonumber(head), tag
for n = 1, count do
  local nonce, entry = ARGV[10 + 3 * n], ARGV[12 + 3 * n]
  local first = firsts[nonce]
  if first then
    answers[n] = 'repeated ' .. first
  else
    last = last + 1
    local seq = string.format('%d', last)
    answers[n] = seq .. ' ' .. tag
    tag = string.sub(entry, 1, ${TAG_LENGTH})
    bytes = bytes + #entry + ${ENTRY_BYTES - TAG_LENGTH}
    told[#told + 1] = entry
    fields[#fields + 1] = seq
    fields[#fields + 1] = entry
    if nonce ~= '' then
      firsts[nonce] = seq .. ' ' .. ARGV[11 + 3 * n]
      remembered[#remembered + 1] = nonce
    end
  end
end
if #fields == 0 then return answers end
head = string.format('%d', last)
local target, most = math.max(ARGV[6], last + 1 - ARGV[4]), tonumber(ARGV[5])
if target > tonumber(oldest) or bytes > most then
  local seq, stays, dropped = tonumber(oldest), last + 1 - #fields / 2, {}
  while seq < stays and (seq < target or bytes > most) do
    local old = call('HGET', room, seq)
    if old then
      dropped[#dropped + 1] = seq
      bytes = bytes - #old - ${ENTRY_BYTES - TAG_LENGTH}
      floor = string.sub(old, 1, ${TAG_LENGTH})
    end
    seq = seq + 1
  end
  oldest = string.format('%d', seq)
  for from = 1, #dropped, ${MOST_FIELDS} do
    call('HDEL', room, unpack(dropped, from, math.min(#dropped, from + ${MOST_FIELDS - 1})))
  end
end
if state ~= '' then
  version = string.format('%d', version + 1)
  call('HSET', room, 'state', state, 'expires', ARGV[3])
end
at = head .. ' ' .. tag .. ' ' .. oldest .. ' ' .. version .. ' ' .. bytes .. ' '
at = at .. string.format('%d', known + #remembered) .. ' ' .. floor
call('HSET', room, 'at', at, unpack(fields))
local list, begun, kept = '', nil, {}
for n, nonce in ipairs(remembered) do
  if (known + n) % ${MAX_NONCES} == 1 then
    if #kept > 0 then call('HSET', list, unpack(kept)) end
    begun, kept = nonce_list(known + n), {}
    call('UNLINK', begun)
  end
  list = nonce_list(known + n)
  kept[#kept + 1] = nonce
  kept[#kept + 1] = firsts[nonce]
end
if #kept > 0 then call('HSET', list, unpack(kept)) end
if begun then
  local expires = call('HGET', room, 'expires')
  if expires ~= '' and expires ~= '0' then call('PEXPIREAT', begun, expires) end
end
if KEYS[5] then
  local first_file = 13 + 3 * count
  if #ARGV >= first_file then call('HSET', KEYS[5], unpack(ARGV, first_file)) end
  if ARGV[7] == '1' then
    call('SADD', KEYS[6], head)
    call('HSET', room, 'erased_by', head)
  end
  local expires = call('HGET', room, 'expires')
  for _, key in ipairs({room, KEYS[3], KEYS[4], KEYS[5], KEYS[6]}) do
    if expires == '0' then call('PERSIST', key) elseif expires ~= '' then call('PEXPIREAT', key, expires) end
  end
end
local place = ' ' .. oldest .. ' ' .. version
for n = 1, count do
  if string.sub(answers[n], 1, 1) ~= 'r' then answers[n] = answers[n] .. place end
end
if state ~= '' then told[#told + 1] = state end
told[1] = 'event ' .. at .. ' ' .. previous
call('SPUBLISH', KEYS[2], table.concat(told, '\\n'))
answers[count + 1] = at
return answers
`;

/**
 * Appends events that change nothing but the log, where the room is exactly as the caller knows it; else it does nothing and
 * answers `other`. A caller that knows the room knows its nonces, so these were looked for there. All that is written was put
 * together by the caller. Redis's Lua takes its time for each byte of each text that it makes, so the texts of the events are put
 * together only once. ARGV: the place that the room has, the one that it gets, the tag of its newest event, how many events there
 * are; then seq and entry of each, then the nonces with their results, where KEYS has the list for these.
 */
const APPEND_NEXT = `
local room, call, last = KEYS[1], redis.call, 4 + 2 * ARGV[4]
if call('HGET', room, 'at') ~= ARGV[1] then return {'other'} end
call('HSET', room, 'at', ARGV[2], unpack(ARGV, 5, last))
if KEYS[3] then call('HSET', KEYS[3], unpack(ARGV, last + 1)) end
local told = {'event ' .. ARGV[2] .. ' ' .. ARGV[3]}
for at = 6, last, 2 do told[#told + 1] = ARGV[at] end
call('SPUBLISH', KEYS[2], table.concat(told, '\\n'))
return {'ok'}
`;

/** Replaces the state. ARGV: state, the version it builds on, expires; the version that it gets at least. */
const SAVE_STATE = script(
  MISSING,
  STATE,
  PLACE,
  `
local at = call('HGET', room, 'at')
if not at then return missing() end
local head, tag, oldest, version, bytes, known, floor = place(at)
if version ~= ARGV[2] then return {'stale', version} end
version = string.format('%d', math.max(version + 1, tonumber(ARGV[4] or 0)))
at = place_of(head, tag, oldest, version, bytes, known, floor)
call('HSET', room, 'state', ARGV[1], 'expires', ARGV[3], 'at', at)
set_expiry(ARGV[3])
call('SPUBLISH', channel, 'state ' .. version .. '\\n\\n' .. ARGV[1])
return {'ok', version}
`,
);

/** Reads a room. ARGV: the seq after which the caller needs events, -1 for everything; the version of the state it has. */
const READ = script(
  MISSING,
  PLACE,
  CONTENT,
  `
if call('HEXISTS', room, 'at') == 0 then return missing() end
return read('at', tonumber(ARGV[1]), ARGV[2])
`,
);

/**
 * Writes entries anew, because a part of them must be erased. ARGV: the seq up to which the caller has seen the log, the
 * member whose name was forgotten, the number of seqs that are done with, these seqs, then seqs and texts.
 */
const REWRITE = script(
  MISSING,
  PLACE,
  `
local meta = call('HMGET', room, 'erased_by', 'at')
if not meta[2] then return missing() end
if tonumber(meta[1]) > tonumber(ARGV[1]) then return {'behind'} end
local head, tag, oldest, version, bytes, known, floor = place(meta[2])
local done = tonumber(ARGV[3])
for at = 4 + done, #ARGV, 2 do
  local before = call('HGET', room, ARGV[at])
  if before then
    call('HSET', room, ARGV[at], string.sub(before, 1, ${TAG_LENGTH}) .. ARGV[at + 1])
    bytes = bytes + #ARGV[at + 1] - (#before - ${TAG_LENGTH})
  end
end
for at = 4, 3 + done do call('SREM', due, ARGV[at]) end
call('HSET', room, 'at', place_of(head, tag, oldest, version, bytes, known, floor))
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
const CONFIRM = script(
  PLACE,
  `
local meta = call('HMGET', room, 'at', ARGV[1])
if not meta[1] then return {'other'} end
call('HSET', room, 'confirmed', ARGV[1])
local head, tag = place(meta[1])
if head ~= ARGV[1] then tag = string.sub(meta[2] or '', 1, ${TAG_LENGTH}) end
return {tag == ARGV[2] and 'ok' or 'other'}
`,
);

/** Drops the oldest events. ARGV: the seq of the oldest that stays. */
const TRIM = script(
  MISSING,
  DROP,
  PLACE,
  `
local at = call('HGET', room, 'at')
if not at then return missing() end
local head, tag, before, version, bytes, known, floor = place(at)
local oldest = math.min(tonumber(ARGV[1]), head + 1)
if oldest <= tonumber(before) then return {'ok'} end
bytes, floor = drop(tonumber(before), oldest - 1, tonumber(bytes), floor)
call('HSET', room, 'at', place_of(head, tag, oldest, version, bytes, known, floor))
call('SPUBLISH', channel, 'trim ' .. oldest .. '\\n')
return {'ok'}
`,
);

/** Forgets the records of files. ARGV: their ids. */
const FORGET_FILES = script(`
for _, id in ipairs(ARGV) do call('HDEL', files, id) end
return {'ok'}
`);

/**
 * Ends a room, unless it has ended. Where it has another epoch, what was not carried over yet goes. ARGV: the digest of its code,
 * until when that is remembered, epoch ms. A Redis without memory refuses only what a script writes first: what frees memory
 * comes first.
 */
const END = script(
  MISSING,
  `
local none = call('HEXISTS', room, 'at') == 0 and missing()
if none and none[1] == 'ended' then return none end
call('DEL', room, nonces, more_nonces, files, due, slow, places)
if none and none[1] == 'next' then return none end
call('SET', ended, ARGV[1], 'PXAT', ARGV[2])
call('SPUBLISH', channel, 'ended\\n')
return {'ok'}
`,
);

/**
 * Gives a room another epoch, unless it has one. ARGV: that epoch. From then on nothing finds the room under its former one, but
 * what Redis has of it stays until it is carried over, whichever node dies. Answers `lost` where Redis has nothing.
 */
const RENEW = script(`
local next_epoch = call('GET', following)
if next_epoch then return {'next', next_epoch} end
if call('EXISTS', ended) == 1 then return {'ended'} end
local at = call('HGET', room, 'at')
call('SET', following, ARGV[1], 'PX', ${NEXT_EPOCH_MS})
call('DEL', slow, places)
if at then
  call('HSET', room, 'was', at)
  call('HDEL', room, 'at')
  local expires = call('PEXPIRETIME', room)
  if expires == -1 then call('PERSIST', following) else call('PEXPIREAT', following, expires) end
end
call('SPUBLISH', channel, 'next\\n' .. ARGV[1])
return {at and 'ok' or 'lost'}
`);

/** Reads what Redis has of a room under its former epoch; answers `lost` where that is carried over, or never was there. */
const READ_FORMER = script(
  PLACE,
  CONTENT,
  `
if call('HEXISTS', room, 'was') == 0 then return {'lost'} end
return read('was', -1, '')
`,
);

/** Erases what Redis has of a room under its former epoch. */
const DROP_FORMER = script(`
if call('HEXISTS', room, 'was') == 1 then
  call('DEL', room, nonces, more_nonces, files, due)
  call('PEXPIRE', following, ${NEXT_EPOCH_MS})
end
return {'ok'}
`);

export const ROOM_SCRIPTS = {
  open: OPEN,
  append: APPEND,
  appendNext: APPEND_NEXT,
  saveState: SAVE_STATE,
  read: READ,
  rewrite: REWRITE,
  confirm: CONFIRM,
  trim: TRIM,
  forgetFiles: FORGET_FILES,
  end: END,
  renew: RENEW,
  readFormer: READ_FORMER,
  dropFormer: DROP_FORMER,
} as const;
