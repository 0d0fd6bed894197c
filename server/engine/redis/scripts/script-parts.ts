// What the Lua scripts share: the names of the keys, and functions. A script takes only those it needs, because each call makes
// them anew.

/** The characters of a tag: 64 random bits in hexadecimal. */
export const TAG_LENGTH = 16;
/** The nonces that are remembered (H2). */
export const MAX_NONCES = 4096;
/** What an entry counts for beside its text: the same as in a room's log in memory. */
export const ENTRY_BYTES = 96;
/** How many fields are read at once: as many values as Lua passes on. */
export const MOST_FIELDS = 1000;

/** The keys in the order of `roomKeys`. */
export const KEY_NAMES = `
local room, channel, nonces, more_nonces, files, due, ended, following, slow, places = unpack(KEYS)
local call = redis.call
`;

/**
 * What changes with each event is one field, because each field and each call costs time: head, its tag, the oldest seq, the
 * state's version, bytes, how many nonces there were, and the tag before the oldest.
 */
export const PLACE_PATTERN = "'(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)'";
export const PLACE = `
local function place(at) return string.match(at, ${PLACE_PATTERN}) end

local function place_of(head, tag, oldest, version, bytes, known, floor)
  return head .. ' ' .. tag .. ' ' .. oldest .. ' ' .. version .. ' ' .. bytes .. ' ' .. known .. ' ' .. floor
end
`;

/** How long the next epoch of a room is remembered. */
export const NEXT_EPOCH_MS = 24 * 60 * 60 * 1000;

/** Answers for a room that is not there; with the next epoch, for how many ms that is remembered still. */
export const MISSING = `
local function missing()
  local next_epoch = call('GET', following)
  if next_epoch then return {'next', next_epoch, call('PTTL', following)} end
  if call('EXISTS', ended) == 1 then return {'ended'} end
  return {'lost'}
end
`;

/** Drops the events of these seqs. Returns the bytes that are left, and the tag of the last event dropped. */
export const DROP = `
local function drop(from, to, bytes, floor)
  for seq = from, to do
    local entry = call('HGET', room, seq)
    if entry then
      call('HDEL', room, seq)
      bytes = bytes - (#entry - ${TAG_LENGTH} + ${ENTRY_BYTES})
      floor = string.sub(entry, 1, ${TAG_LENGTH})
    end
  end
  return bytes, floor
end
`;

/**
 * Nonces are in two lists in turn: the first ${MAX_NONCES} in one, as many in the other, and then the first is emptied. So the newest
 * are remembered and none needs to be forgotten by itself. A list is a hash: nonce to its result.
 */
export const NONCE_LIST = `
local function nonce_list(number) return KEYS[3 + math.floor((number - 1) / ${MAX_NONCES}) % 2] end
`;

export const STATE = `
local function set_expiry(at)
  if not at or at == '' then return end
  for _, key in ipairs({room, nonces, more_nonces, files, due}) do
    if at == '0' then call('PERSIST', key) else call('PEXPIREAT', key, at) end
  end
end
`;

/**
 * Reads what a node needs to go on from a seq whose state has the given version; after -1, all that it needs to begin with the
 * room. The room's place is in the field named first: `at`, or `was` under a former epoch. Values are as the log's fields have
 * them, from the first seq that is read.
 */
export const CONTENT = `
local function get(fields)
  if #fields <= ${MOST_FIELDS} then return #fields == 0 and {} or call('HMGET', room, unpack(fields)) end
  local values = {}
  for from = 1, #fields, ${MOST_FIELDS} do
    for _, value in ipairs(call('HMGET', room, unpack(fields, from, math.min(#fields, from + ${MOST_FIELDS - 1})))) do
      values[#values + 1] = value
    end
  end
  return values
end

local function read(at, after, known)
  local meta = call('HMGET', room, at, 'edition', 'expires', 'code')
  local head, tag, oldest, version, _, _, floor = place(meta[1])
  local first, before, seqs = math.max(after + 1, tonumber(oldest)), floor, {}
  if first > tonumber(oldest) then before = string.sub(call('HGET', room, first - 1) or '', 1, ${TAG_LENGTH}) end
  for seq = first, tonumber(head) do seqs[#seqs + 1] = seq end
  local state, founding, known_nonces, kept = '', '', {}, {}
  if version ~= known then state = call('HGET', room, 'state') end
  if after < 0 then
    founding = call('HGET', room, 'founding')
    known_nonces = call('HGETALL', nonces)
    for _, text in ipairs(call('HGETALL', more_nonces)) do known_nonces[#known_nonces + 1] = text end
    kept = call('HGETALL', files)
  end
  return {
    'ok', head, tag, oldest, version, meta[2], state, founding, meta[3],
    before, meta[4], get(seqs), known_nonces, kept, call('SMEMBERS', due)
  }
end
`;
