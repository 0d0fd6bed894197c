// The Lua scripts that keep what all nodes know of a file in Redis. The keys of a room's files share the room's hash tag, so
// that one script can use them. Times are Redis's own.
//
// A file's key is a hash: who uploads it, what they say of it, what it counts for, how many bytes are safe and in which pieces,
// the key that they are encrypted with, who writes it now, and later what it is and which message claims it. Pieces that are
// kept in Redis are fields of it. It expires when no message takes it, or with the room.
//
// `space` is a hash with what each file of the room counts for: its bytes, until when it counts (0 for a file of a message),
// where it is, and whose it is.

/** How much longer than a file Redis keeps what it knows of it, so that its pieces elsewhere can be found. */
const GRACE_MS = 60_000;

const COMMON = `
local file, space, room = unpack(KEYS)
local call = redis.call
local id = ARGV[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function live_with_room(key)
  local expires = call('HGET', room, 'expires')
  if expires == '0' then call('PERSIST', key)
  elseif expires and expires ~= '' then call('PEXPIREAT', key, expires) end
end

local function count(til)
  local meta = call('HMGET', file, 'counted', 'place', 'member')
  call('HSET', space, id, meta[1] .. ' ' .. til .. ' ' .. meta[2] .. ' ' .. meta[3])
  live_with_room(space)
end

local function wait_for_message(ttl)
  local til = string.format('%d', now + ttl)
  call('HSET', file, 'until', til)
  call('PEXPIREAT', file, string.format('%d', til + ${GRACE_MS}))
  count(til)
end

local function live()
  call('HSET', file, 'until', '0')
  live_with_room(file)
  count('0')
end

local function is_gone()
  local til = call('HGET', file, 'until')
  return not til or (til ~= '0' and tonumber(til) < now)
end

local function writes(writer) return not is_gone() and call('HGET', file, 'writer') == writer end

local function totals()
  local sums = { redis = 0, outside = 0 }
  local entries = call('HGETALL', space)
  for at = 1, #entries, 2 do
    local counted, til, place, member = string.match(entries[at + 1], '(%d+) (%d+) (%S+) (.*)')
    if til ~= '0' and tonumber(til) < now then call('HDEL', space, entries[at])
    else sums[place] = sums[place] + counted end
  end
  return sums
end

local function known()
  if is_gone() then return {'gone'} end
  local meta = call('HMGET', file, 'member', 'about', 'bytes', 'pieces', 'tail', 'key', 'place', 'view', 'claim', 'until')
  local left = 0
  if meta[10] ~= '0' then left = meta[10] - now end
  return {
    'ok', meta[1], meta[2], meta[3], meta[4], meta[5], meta[6], meta[7], meta[8] or '', meta[9] or '',
    string.format('%d', left)
  }
end
`;

/**
 * Reserves space for a file. ARGV: id, writer, whether it is new, bytes in all, place, member, the most of a room, the most of a room
 * in Redis, the most files of a member that no message has, how long the file may wait for a message, and for a new one its key
 * and what is said of it.
 */
const RESERVE = `
local writer, is_new, bytes, place, member = ARGV[2], ARGV[3] == '1', tonumber(ARGV[4]), ARGV[5], ARGV[6]
if call('HEXISTS', room, 'at') == 0 then return {'gone'} end
if is_new == (call('EXISTS', file) == 1) then return {'gone'} end
if not is_new and not writes(writer) then return {'gone'} end
local total, kept, waiting = bytes, bytes, 1
local entries = call('HGETALL', space)
for at = 1, #entries, 2 do
  local counted, til, where, who = string.match(entries[at + 1], '(%d+) (%d+) (%S+) (.*)')
  if til ~= '0' and tonumber(til) < now then call('HDEL', space, entries[at])
  elseif entries[at] ~= id then
    total = total + counted
    if where == 'redis' then kept = kept + counted end
    if til ~= '0' and who == member then waiting = waiting + 1 end
  end
end
if total > tonumber(ARGV[7]) then return {'room'} end
if place == 'redis' and kept > tonumber(ARGV[8]) then return {'full'} end
if is_new then
  if waiting > tonumber(ARGV[9]) then return {'unsaid'} end
  call(
    'HSET', file, 'writer', writer, 'place', place, 'member', member, 'key', ARGV[11], 'about', ARGV[12],
    'bytes', '0', 'pieces', '', 'tail', ''
  )
end
call('HSET', file, 'counted', ARGV[4])
wait_for_message(ARGV[10])
return {'ok'}
`;

/** Answers with what is known of a file. ARGV: id. */
const LOOK = `
return known()
`;

/** Does the same, and lets another write it. ARGV: id, writer, how long it may wait for a message. */
const TAKE_OVER = `
if not is_gone() and not call('HGET', file, 'view') then
  call('HSET', file, 'writer', ARGV[2])
  wait_for_message(ARGV[3])
end
return known()
`;

/** Tells what is safe of a file. ARGV: id, writer, how long it may wait, bytes, its whole pieces, the piece after these. */
const SAVE = `
if not writes(ARGV[2]) then return {'gone'} end
call('HSET', file, 'bytes', ARGV[4], 'pieces', ARGV[5], 'tail', ARGV[6])
wait_for_message(ARGV[3])
return {'ok'}
`;

/** Tells what a whole file is; nobody writes it any more. ARGV: id, writer, how long it may wait, its view. */
const COMPLETE = `
if not writes(ARGV[2]) then return {'gone'} end
call('HSET', file, 'view', ARGV[4], 'writer', '')
wait_for_message(ARGV[3])
return {'ok'}
`;

/** Keeps a file for a message. ARGV: id, the message's token, another text for each try. */
const CLAIM = `
if is_gone() or not call('HGET', file, 'view') then return {'gone'} end
local claim = call('HGET', file, 'claim')
if claim and claim ~= ARGV[2] then return {'taken'} end
call('HSET', file, 'claim', ARGV[2], 'try', ARGV[3])
live()
return {'ok'}
`;

/** Takes a try back, if it was the last one. ARGV: id, the try, how long the file may wait. */
const RELEASE = `
if call('HGET', file, 'try') ~= ARGV[2] then return {'gone'} end
call('HDEL', file, 'claim', 'try')
wait_for_message(ARGV[3])
return {'ok'}
`;

/** Has a file live as long as its room: a message has it. ARGV: id. */
const KEEP = `
if call('EXISTS', file) == 0 then return {'gone'} end
call('HSETNX', file, 'claim', '-')
call('HDEL', file, 'try')
live()
return {'ok'}
`;

/** Forgets a file, whose pieces whoever gets them as the answer removes. ARGV: id, which files are dropped. */
const DROP = `
local meta = call('HMGET', file, 'counted', 'place', 'pieces', 'tail', 'claim')
if not meta[1] then
  call('HDEL', space, id)
  return {'gone'}
end
if ARGV[2] ~= 'all' and meta[5] then return {'kept'} end
if ARGV[2] == 'expired' and not is_gone() then return {'kept'} end
call('DEL', file)
call('HDEL', space, id)
return {'ok', meta[1], meta[2], meta[3], meta[4]}
`;

/** Keeps a piece in Redis. ARGV: id, writer, the piece's name, its bytes. */
const PUT_PIECE = `
if not writes(ARGV[2]) then return {'gone'} end
call('HSET', file, ARGV[3], ARGV[4])
return {'ok'}
`;

/** Answers with a piece that is kept in Redis. ARGV: id, the piece's name. */
const READ_PIECE = `
return {call('HGET', file, ARGV[2])}
`;

/** Removes pieces that are kept in Redis. ARGV: id, their names. */
const REMOVE_PIECES = `
return {call('HDEL', file, unpack(ARGV, 2))}
`;

/** Answers with what all files of a room count for: in Redis, and outside. ARGV: nothing that counts. */
const MEASURE = `
local sums = totals()
return {string.format('%d', sums.redis), string.format('%d', sums.outside)}
`;

/** Counts bytes of a room among those of all rooms. Its one key is the hash of them. ARGV: epoch, bytes to add, the most. */
const COUNT = `
local epoch, delta = ARGV[1], tonumber(ARGV[2])
local total = tonumber(redis.call('HGET', KEYS[1], 'total') or 0)
if delta > 0 and total + delta > tonumber(ARGV[3]) then return {'full'} end
redis.call('HINCRBY', KEYS[1], 'total', delta)
if redis.call('HINCRBY', KEYS[1], epoch, delta) == 0 then redis.call('HDEL', KEYS[1], epoch) end
return {'ok'}
`;

/** Sets what a room counts for to what was measured, if nothing was counted meanwhile. ARGV: epoch, the former number, the new one. */
const RECOUNT = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return {'changed'} end
redis.call('HINCRBY', KEYS[1], 'total', ARGV[3] - ARGV[2])
if ARGV[3] == '0' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return {'ok'}
`;

/** Answers with a hash. Its one key is the hash's. */
const READ_HASH = `
return redis.call('HGETALL', KEYS[1])
`;

/** Answers whether the caller is the first in a while. Its one key is that of a lock. ARGV: how long it lasts, ms. */
const LOCK = `
return {redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 'ok' or 'taken'}
`;

const ofFile = (script: string) => COMMON + script;

export const FILE_SCRIPTS = {
  reserve: ofFile(RESERVE),
  look: ofFile(LOOK),
  takeOver: ofFile(TAKE_OVER),
  save: ofFile(SAVE),
  complete: ofFile(COMPLETE),
  claim: ofFile(CLAIM),
  release: ofFile(RELEASE),
  keep: ofFile(KEEP),
  drop: ofFile(DROP),
  putPiece: ofFile(PUT_PIECE),
  readPiece: ofFile(READ_PIECE),
  removePieces: ofFile(REMOVE_PIECES),
  measure: ofFile(MEASURE),
} as const;

/** Those that are about no room. */
export const COUNT_SCRIPTS = { count: COUNT, recount: RECOUNT, readHash: READ_HASH, lock: LOCK } as const;

export type FileScript = keyof typeof FILE_SCRIPTS;
