// The Lua scripts that change a room in Redis, one for each step. Redis runs one at a time and whole, so what a script does
// can't be seen half done. All get the keys of `room-keys.ts`; a script that finds no room answers why: it has `ended`, its
// `next` epoch is another, or it is `lost`.

/** The most nonces that are remembered (H2). */
const MAX_NONCES = 4096;
/** What an entry counts for beside its text: the same as in a room's log in memory. */
const ENTRY_BYTES = 96;
/** How long the next epoch of a room is remembered. */
const NEXT_EPOCH_SECONDS = 24 * 60 * 60;

const PREAMBLE = `
local room, log, nonces, order, files, due, ended, following, channel = unpack(KEYS)
local call = redis.call
local TAGS = 32

local function missing()
  if call('EXISTS', room) == 1 then return nil end
  local next_epoch = call('GET', following)
  if next_epoch then return {'next', next_epoch} end
  if call('EXISTS', ended) == 1 then return {'ended'} end
  return {'lost'}
end

local function drop(seq)
  local length = call('HSTRLEN', log, seq)
  if length == 0 then return 0 end
  call('HDEL', log, seq)
  return length - TAGS + ${ENTRY_BYTES}
end

local function drop_until(oldest, target, bytes)
  for seq = oldest, target - 1 do bytes = bytes - drop(seq) end
  return math.max(oldest, target), bytes
end

local function set_expiry(at)
  if at == '' then return end
  for _, key in ipairs({room, log, nonces, order, files, due}) do
    if at == '0' then call('PERSIST', key) else call('PEXPIREAT', key, at) end
  end
end

local function set_state(text, version, expires)
  call('HSET', room, 'state', text, 'version', version, 'expires', expires)
end

-- All that a node needs to go on from a seq, or to begin with the room where everything is true.
local function read(after, everything)
  local meta = call('HMGET', room, 'head', 'tag', 'oldest', 'version', 'edition', 'state', 'founding', 'expires')
  local entries, known, kept = {}, {}, {}
  for seq = math.max(after + 1, tonumber(meta[3])), tonumber(meta[1]) do
    local value = call('HGET', log, seq)
    if value then
      entries[#entries + 1] = tostring(seq)
      entries[#entries + 1] = value
    end
  end
  if everything then
    for _, key in ipairs(call('LRANGE', order, 0, -1)) do
      known[#known + 1] = key
      known[#known + 1] = call('HGET', nonces, key)
    end
    kept = call('HGETALL', files)
  end
  return {'ok', meta[1], meta[2], meta[3], meta[4], meta[5], meta[6], meta[7], meta[8], entries, known, kept, call('SMEMBERS', due)}
end
`;

const script = (body: string) => `${PREAMBLE}${body}`;

/** Begins a room. ARGV: founding, state, expires, head, tag, oldest, version; then entries, nonces and files, each with its count before it. */
const OPEN = script(`
if call('EXISTS', room) == 1 then return {'exists'} end
if call('EXISTS', ended) == 1 then return {'ended'} end
local bytes = 0
local at = 8
local function each(store)
  local count = tonumber(ARGV[at])
  for pair = 1, count do store(ARGV[at + 2 * pair - 1], ARGV[at + 2 * pair]) end
  at = at + 1 + 2 * count
end
each(function(seq, value)
  call('HSET', log, seq, value)
  bytes = bytes + #value - TAGS + ${ENTRY_BYTES}
end)
each(function(key, result)
  call('HSET', nonces, key, result)
  call('RPUSH', order, key)
end)
each(function(id, record) call('HSET', files, id, record) end)
call('HSET', room, 'founding', ARGV[1], 'head', ARGV[4], 'tag', ARGV[5], 'oldest', ARGV[6], 'bytes', bytes, 'edition', 0, 'erased_by', 0)
set_state(ARGV[2], ARGV[7], ARGV[3])
set_expiry(ARGV[3])
return {'ok'}
`);

/**
 * Appends an event. ARGV: nonce key, tag, timestamp, the text before, between and after its two seqs, state, the version it
 * builds on, expires, most events, most bytes, the caller's oldest seq, whether it erases older texts, then files.
 */
const APPEND = script(`
local none = missing()
if none then return none end
if ARGV[1] ~= '' then
  local first = call('HGET', nonces, ARGV[1])
  if first then return {'repeated', first} end
end
local meta = call('HMGET', room, 'head', 'tag', 'oldest', 'bytes', 'version', 'expires')
local version, expires = meta[5], meta[6]
local has_state = ARGV[7] ~= ''
if has_state and version ~= ARGV[8] then return {'stale'} end
local head = string.format('%d', meta[1] + 1)
local text = ARGV[4] .. head .. ARGV[5] .. head .. ARGV[6]
call('HSET', log, head, ARGV[2] .. meta[2] .. text)
local oldest, bytes = drop_until(tonumber(meta[3]), tonumber(ARGV[12]), meta[4] + #text + ${ENTRY_BYTES})
while head - oldest + 1 > tonumber(ARGV[10]) or bytes > tonumber(ARGV[11]) do
  bytes = bytes - drop(oldest)
  oldest = oldest + 1
end
if ARGV[1] ~= '' then
  call('HSET', nonces, ARGV[1], head .. ' ' .. ARGV[3])
  if call('RPUSH', order, ARGV[1]) > ${MAX_NONCES} then call('HDEL', nonces, call('LPOP', order)) end
end
for at = 14, #ARGV, 2 do call('HSET', files, ARGV[at], ARGV[at + 1]) end
call('HSET', room, 'head', head, 'tag', ARGV[2], 'oldest', oldest, 'bytes', bytes)
if has_state then
  version = string.format('%d', version + 1)
  expires = ARGV[9]
  set_state(ARGV[7], version, expires)
end
if ARGV[13] == '1' then
  call('SADD', due, head)
  call('HSET', room, 'erased_by', head)
end
set_expiry(expires)
local header = table.concat({'event', head, ARGV[2], meta[2], oldest, version}, ' ')
call('SPUBLISH', channel, header .. '\\n' .. text .. (has_state and '\\n' .. ARGV[7] or ''))
return {'ok', head, meta[2], tostring(oldest), version}
`);

/** Replaces the state. ARGV: state, the version it builds on, expires. */
const SAVE_STATE = script(`
local none = missing()
if none then return none end
local version = call('HGET', room, 'version')
if version ~= ARGV[2] then return {'stale'} end
version = string.format('%d', version + 1)
set_state(ARGV[1], version, ARGV[3])
set_expiry(ARGV[3])
call('SPUBLISH', channel, 'state ' .. version .. '\\n\\n' .. ARGV[1])
return {'ok', version}
`);

/** Reads a room. ARGV: the seq after which the caller needs events, -1 for everything; the version of the state it has. */
const READ = script(`
local none = missing()
if none then return none end
local after = tonumber(ARGV[1])
local content = read(after, after < 0)
if content[5] == ARGV[2] then content[7] = '' end
return content
`);

/**
 * Writes entries anew, because a part of them must be erased. ARGV: the seq up to which the caller has seen the log, the
 * member whose name was forgotten, the number of seqs that are done with, these seqs, then seqs and texts.
 */
const REWRITE = script(`
local none = missing()
if none then return none end
local meta = call('HMGET', room, 'erased_by', 'bytes')
if tonumber(meta[1]) > tonumber(ARGV[1]) then return {'behind'} end
local bytes = tonumber(meta[2])
local done = tonumber(ARGV[3])
for at = 4 + done, #ARGV, 2 do
  local before = call('HGET', log, ARGV[at])
  if before then
    call('HSET', log, ARGV[at], string.sub(before, 1, TAGS) .. ARGV[at + 1])
    bytes = bytes + #ARGV[at + 1] - (#before - TAGS)
  end
end
for at = 4, 3 + done do call('SREM', due, ARGV[at]) end
call('HSET', room, 'bytes', bytes)
if ARGV[2] ~= '' then
  local edition = call('HINCRBY', room, 'edition', 1)
  call('SPUBLISH', channel, 'name ' .. edition .. '\\n' .. ARGV[2])
end
return {'ok'}
`);

/** Drops the oldest events. ARGV: the seq of the oldest that stays. */
const TRIM = script(`
local none = missing()
if none then return none end
local meta = call('HMGET', room, 'oldest', 'bytes', 'head')
local target = math.min(tonumber(ARGV[1]), meta[3] + 1)
local oldest, bytes = drop_until(tonumber(meta[1]), target, tonumber(meta[2]))
call('HSET', room, 'oldest', oldest, 'bytes', bytes)
call('SPUBLISH', channel, 'trim ' .. oldest .. '\\n')
return {'ok'}
`);

/** Forgets the records of files. ARGV: their ids. */
const FORGET_FILES = script(`
for _, id in ipairs(ARGV) do call('HDEL', files, id) end
return {'ok'}
`);

/** Ends a room, unless it has ended. ARGV: the digest of its code, until when that is remembered, epoch ms. */
const END = script(`
local none = missing()
if none and none[1] ~= 'lost' then return none end
call('DEL', room, log, nonces, order, files, due)
call('SET', ended, ARGV[1], 'PXAT', ARGV[2])
call('SPUBLISH', channel, 'ended\\n')
return {'ok'}
`);

/** Gives a room another epoch, unless it has one. ARGV: that epoch. Answers with what Redis has of the room. */
const RENEW = script(`
local next_epoch = call('GET', following)
if next_epoch then return {'next', next_epoch} end
if call('EXISTS', ended) == 1 then return {'ended'} end
local content = {'lost'}
if call('EXISTS', room) == 1 then content = read(-1, true) end
call('SET', following, ARGV[1], 'EX', ${NEXT_EPOCH_SECONDS})
call('DEL', room, log, nonces, order, files, due)
call('SPUBLISH', channel, 'next\\n' .. ARGV[1])
return content
`);

export const SCRIPTS = {
  open: OPEN,
  append: APPEND,
  saveState: SAVE_STATE,
  read: READ,
  rewrite: REWRITE,
  trim: TRIM,
  forgetFiles: FORGET_FILES,
  end: END,
  renew: RENEW,
} as const;

export type ScriptName = keyof typeof SCRIPTS;
