// The Lua scripts for the index of all rooms, for whom they belong to, and for the places in them.
import { SILENT_MS } from "./node-scripts.ts";
import { PLACE_PATTERN } from "./script-parts.ts";

/** Notes when a room ends. KEYS: the ends of a shard's rooms, and until when those are looked after. ARGV: epoch, end. */
const INDEX_ROOM = `
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return {'ok'}
`;

/** Takes a room out. KEYS as above. ARGV: epoch. */
const UNINDEX_ROOM = `
for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end
return {'ok'}
`;

/** Says until when rooms are looked after that are still there. KEYS as above. ARGV: until when, epochs. */
const ATTEND_ROOMS = `
for at = 2, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[at]) then redis.call('ZADD', KEYS[2], ARGV[1], ARGV[at]) end
end
return {'ok'}
`;

/**
 * Answers with rooms that are over or that nobody looks after, and puts them off, so that one node at a time gets them. KEYS as
 * above. ARGV: the end before which one is over, the time before which one is not looked after, until when they are put off, how
 * many at most.
 */
const TAKE_DUE_ROOMS = `
local due = {}
for at, key in ipairs(KEYS) do
  for _, epoch in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', '(' .. ARGV[at], 'LIMIT', 0, ARGV[4])) do
    redis.call('ZADD', key, ARGV[3], epoch)
    due[#due + 1] = epoch
  end
end
return due
`;

/** KEYS as above. Answers with how many rooms there are. */
const COUNT_ROOMS = `
return {redis.call('ZCARD', KEYS[1])}
`;

/** KEYS as above. ARGV: how many at most. Answers with rooms, those that end last first. */
const SOME_ROOMS = `
return redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1, 'REV')
`;

/** Answers with a room's founding, what its log takes, and when it expires. Its one key is the room's. */
const SUMMARIZE_ROOM = `
local found = redis.call('HMGET', KEYS[1], 'founding', 'at', 'expires')
if not found[2] then return {} end
local _, _, _, _, bytes = string.match(found[2], ${PLACE_PATTERN})
return {found[1], bytes, found[3]}
`;

/** Adds to a set that is forgotten when the last of what it has is over. ARGV: what, until when; 0 for ever. */
const ADD_FOR_TIME = `
local isNew = redis.call('EXISTS', KEYS[1]) == 0
redis.call('SADD', KEYS[1], ARGV[1])
if ARGV[2] == '0' then redis.call('PERSIST', KEYS[1])
elseif isNew then redis.call('PEXPIREAT', KEYS[1], ARGV[2])
else redis.call('PEXPIREAT', KEYS[1], ARGV[2], 'GT') end
return {'ok'}
`;

/**
 * Takes a member's place in a room for a node. KEYS: the room, its places: a hash, member to the nodes that have them. ARGV: the
 * member, the node, how many places there are, nodes that are gone. Where all are taken, answers with the nodes that hold them.
 */
const TAKE_PLACE = `
local room, places, call = KEYS[1], KEYS[2], redis.call
local member, node = ARGV[1], ARGV[2]
if call('HEXISTS', room, 'at') == 0 then return {'gone'} end
local expires = call('PEXPIRETIME', room)
local function keep(holders)
  call('HSET', places, member, holders)
  if expires == -1 then call('PERSIST', places) else call('PEXPIREAT', places, expires) end
  return {'ok'}
end
if #ARGV > 3 then
  local gone = {}
  for at = 4, #ARGV do gone[ARGV[at]] = true end
  local all = call('HGETALL', places)
  for at = 1, #all, 2 do
    local left = {}
    for holder in string.gmatch(all[at + 1], '%S+') do if not gone[holder] then left[#left + 1] = holder end end
    if #left == 0 then call('HDEL', places, all[at]) else call('HSET', places, all[at], table.concat(left, ' ')) end
  end
end
local holders = call('HGET', places, member)
if holders then
  for holder in string.gmatch(holders, '%S+') do if holder == node then return keep(holders) end end
  return keep(holders .. ' ' .. node)
end
if call('HLEN', places) < tonumber(ARGV[3]) then return keep(node) end
local answer, seen = {'full'}, {}
for _, held in ipairs(call('HVALS', places)) do
  for holder in string.gmatch(held, '%S+') do
    if not seen[holder] then
      seen[holder] = true
      answer[#answer + 1] = holder
    end
  end
end
return answer
`;

/** Gives a node's place for a member back. KEYS as above. ARGV: the member, the node. */
const GIVE_PLACE_BACK = `
local left = {}
for holder in string.gmatch(redis.call('HGET', KEYS[2], ARGV[1]) or '', '%S+') do
  if holder ~= ARGV[2] then left[#left + 1] = holder end
end
if #left == 0 then redis.call('HDEL', KEYS[2], ARGV[1]) else redis.call('HSET', KEYS[2], ARGV[1], table.concat(left, ' ')) end
return {'ok'}
`;

/**
 * Answers which of some nodes are gone; with none before all have had the time to tell that they live. KEYS: those that live, and
 * since when that is counted. ARGV: nodes.
 */
const GONE_NODES = `
local gone = {}
if tonumber(redis.call('HGET', KEYS[2], 'time') or 0) < ${SILENT_MS} then return gone end
for _, node in ipairs(ARGV) do if not redis.call('ZSCORE', KEYS[1], node) then gone[#gone + 1] = node end end
return gone
`;

export const INDEX_SCRIPTS = {
  indexRoom: INDEX_ROOM,
  unindexRoom: UNINDEX_ROOM,
  attendRooms: ATTEND_ROOMS,
  takeDueRooms: TAKE_DUE_ROOMS,
  countRooms: COUNT_ROOMS,
  someRooms: SOME_ROOMS,
  summarizeRoom: SUMMARIZE_ROOM,
  addForTime: ADD_FOR_TIME,
  takePlace: TAKE_PLACE,
  givePlaceBack: GIVE_PLACE_BACK,
  goneNodes: GONE_NODES,
} as const;
