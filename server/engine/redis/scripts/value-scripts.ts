// The Lua scripts for what belongs to no room: codes, what all nodes know, limits and sets.

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

/** Does the same for a time. ARGV: the value, how long it is kept, ms. Answers with what is kept, and for how long still. */
const KEEP_FOR = `
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}
`;

/**
 * Replaces a value. Its one key is the value's. ARGV: what it is replacing, nothing for none; the new one. Answers with what is
 * kept.
 */
const REPLACE = `
local kept = redis.call('GET', KEYS[1]) or ''
if kept ~= ARGV[1] then return {kept} end
redis.call('SET', KEYS[1], ARGV[2])
return {ARGV[2]}
`;

/** Erases keys. */
const ERASE = `
return {redis.call('UNLINK', unpack(KEYS))}
`;

/** Answers whether there is a value, and removes it. Its one key is the value's. */
const TAKE = `
return {redis.call('DEL', KEYS[1])}
`;

/**
 * Takes from the buckets of limits. The first key only names their shard. ARGV: for each of the others, how long the bucket
 * takes to refill what is taken, ms; less than zero for what is given back. Answers with how long each takes to be full.
 */
const SPEND = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local left = {}
for at = 2, #KEYS do
  local full = math.max(tonumber(redis.call('GET', KEYS[at]) or 0), now) + ARGV[at - 1]
  local wait = full - now
  if wait > 0 then redis.call('SET', KEYS[at], string.format('%.3f', full), 'PX', math.ceil(wait))
  else
    redis.call('DEL', KEYS[at])
    wait = 0
  end
  left[at - 1] = string.format('%.3f', wait)
end
return left
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

export const VALUE_SCRIPTS = {
  claimCode: CLAIM_CODE,
  moveCode: MOVE_CODE,
  endCode: END_CODE,
  lookUp: LOOK_UP,
  keepFirst: KEEP_FIRST,
  keepFor: KEEP_FOR,
  spend: SPEND,
  take: TAKE,
  replace: REPLACE,
  erase: ERASE,
  setMember: SET_MEMBER,
  members: MEMBERS,
} as const;
