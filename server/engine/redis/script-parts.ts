// What the Lua scripts share: the names of the keys, and functions. A script takes only those it needs, because each call makes
// them anew.
import { TAG_LENGTH } from "./wire-format.ts";

/** The most nonces that are remembered (H2). */
export const MAX_NONCES = 4096;
/** What an entry counts for beside its text: the same as in a room's log in memory. */
export const ENTRY_BYTES = 96;

/** The keys in the order of `roomKeys`. */
export const KEY_NAMES = `
local room, log, nonces, files, due, ended, following, slow, channel = unpack(KEYS)
local call = redis.call
`;

/** Answers for a room that is not there. */
export const MISSING = `
local function missing()
  local next_epoch = call('GET', following)
  if next_epoch then return {'next', next_epoch} end
  if call('EXISTS', ended) == 1 then return {'ended'} end
  return {'lost'}
end
`;

/** Drops the events of these seqs. Returns the bytes that are left, and the tag of the last event dropped. */
export const DROP = `
local function drop(from, to, bytes, floor)
  for seq = from, to do
    local entry = call('HGET', log, seq)
    if entry then
      call('HDEL', log, seq)
      bytes = bytes - (#entry - ${TAG_LENGTH} + ${ENTRY_BYTES})
      floor = string.sub(entry, 1, ${TAG_LENGTH})
    end
  end
  return bytes, floor
end
`;

export const STATE = `
local function set_expiry(at)
  if at == '' then return end
  for _, key in ipairs({room, log, nonces, files, due}) do
    if at == '0' then call('PERSIST', key) else call('PEXPIREAT', key, at) end
  end
end

local function set_state(text, version, expires)
  call('HSET', room, 'state', text, 'version', version, 'expires', expires)
end
`;

/** Reads all that a node needs to go on from a seq, or to begin with the room where everything is true. */
export const CONTENT = `
local function read(after, everything)
  local meta = call(
    'HMGET', room, 'head', 'tag', 'oldest', 'version', 'edition', 'state', 'founding', 'expires', 'nonces', 'floor',
    'code'
  )
  local entries, known, kept = {}, {}, {}
  local first = math.max(after + 1, tonumber(meta[3]))
  local before = meta[10]
  if first > tonumber(meta[3]) then before = string.sub(call('HGET', log, first - 1) or '', 1, ${TAG_LENGTH}) end
  for seq = first, tonumber(meta[1]) do
    local value = call('HGET', log, seq)
    if value then
      entries[#entries + 1] = tostring(seq)
      entries[#entries + 1] = value
    end
  end
  if everything then
    for n = math.max(1, meta[9] - ${MAX_NONCES - 1}), tonumber(meta[9]) do
      local key = call('HGET', nonces, '#' .. n)
      known[#known + 1] = key
      known[#known + 1] = call('HGET', nonces, key)
    end
    kept = call('HGETALL', files)
  end
  return {
    'ok', meta[1], meta[2], meta[3], meta[4], meta[5], meta[6], meta[7], meta[8],
    before, meta[11], entries, known, kept, call('SMEMBERS', due)
  }
end
`;
