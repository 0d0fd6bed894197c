// The Lua script by which nodes tell that they live.
import { DAY_MS } from "#protocol/limits";

/** After how long a node that was silent is given up, ms. */
export const SILENT_MS = 5_000;
/** How much of a time without any beat counts: then it was Redis that stood still, or the nodes that could not reach it. */
export const MOST_COUNTED_MS = 1_000;

/**
 * Notes that a node lives, and gives up those that were silent for too long. Time counts only as far as beats come, so that
 * nobody seems dead where Redis was away. KEYS: the nodes by the time of their last beat; that time, when it was counted last,
 * and the view, which is another one whenever a node has gone; those that may know what this Redis has lost. ARGV: the node, the
 * view that it has, whether it stops, whether it is one of these.
 * Answers with the view, whether the node was not among the living, and how many may know what this Redis has lost; then, where
 * its view is another, with all who live, but not before everybody has had the time to tell.
 */
const BEAT = `
local alive, clock, restoring = KEYS[1], KEYS[2], KEYS[3]
local call = redis.call
local wall = call('TIME')
local now = wall[1] * 1000 + math.floor(wall[2] / 1000)
local kept = call('HMGET', clock, 'time', 'counted', 'view')
local view = kept[3] or wall[1] .. '.' .. wall[2]
local time = (kept[1] or 0) + math.max(0, math.min(now - (kept[2] or now), ${MOST_COUNTED_MS}))
local added, gone = 0, 0
if ARGV[3] == '1' then gone = call('ZREM', alive, ARGV[1]) else added = call('ZADD', alive, time, ARGV[1]) end
gone = gone + call('ZREMRANGEBYSCORE', alive, '-inf', '(' .. time - ${SILENT_MS})
if ARGV[3] ~= '1' and ARGV[4] == '1' then call('ZADD', restoring, time, ARGV[1]) else call('ZREM', restoring, ARGV[1]) end
call('ZREMRANGEBYSCORE', restoring, '-inf', '(' .. time - ${SILENT_MS})
if gone > 0 then view = wall[1] .. '.' .. wall[2] end
if call('EXISTS', alive) == 0 then
  call('DEL', clock)
  return {view, added, 0}
end
call('HSET', clock, 'time', time, 'counted', now, 'view', view)
for _, key in ipairs(KEYS) do call('PEXPIRE', key, ${DAY_MS}) end
local answer = {view, added, call('ZCARD', restoring)}
if view ~= ARGV[2] and time >= ${SILENT_MS} then
  for _, node in ipairs(call('ZRANGE', alive, 0, -1)) do answer[#answer + 1] = node end
end
return answer
`;

export const NODE_SCRIPTS = { beat: BEAT } as const;
