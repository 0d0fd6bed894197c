// The Lua scripts that keep the accounts of all nodes. Their keys, in the order of `accountKeys`, share one slot of a Cluster.
// Every change has a version, one more than the one before, and is decided on the version before: so all nodes carry
// out all changes in one order, and of two that were decided at once, one is decided anew.

/** How many changes are kept for nodes that missed them. */
const KEPT_CHANGES = 1_000;

const KEY_NAMES = `
local version_key, accounts, retired, settings, codes, log, channel = unpack(KEYS)
local call = redis.call
local version = tonumber(call('GET', version_key) or 0)
`;

/** Carries out changes. ARGV, from the third: a kind, a name and a value for each. */
const CHANGES = `
for at = 3, #ARGV, 3 do
  local kind, name, value = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if kind == 'account' then call('HSET', accounts, name, value)
  elseif kind == 'forget' then
    call('HDEL', accounts, name)
    call('DEL', log)
  elseif kind == 'retire' then call('HSET', retired, name, value)
  elseif kind == 'setting' then call('HSET', settings, name, value)
  elseif kind == 'code' then call('HSET', codes, name, value)
  elseif kind == 'spend' then call('HDEL', codes, name) end
end
`;

/** Saves changes. ARGV: the version they are decided on, as they are told, then the changes. */
const SAVE_ACCOUNTS = `${KEY_NAMES}
if version ~= tonumber(ARGV[1]) then return {'stale'} end
${CHANGES}
version = version + 1
call('SET', version_key, version)
call('HSET', log, version, ARGV[2])
call('HDEL', log, version - ${KEPT_CHANGES})
call('SPUBLISH', channel, version .. '\\n' .. ARGV[2])
return {'ok', version}
`;

/** Reads what was changed after a version, or everything. ARGV: the version. */
const READ_ACCOUNTS = `${KEY_NAMES}
local after = tonumber(ARGV[1])
if version < after then return {'behind'} end
local changes = {'log', tostring(version)}
for at = after + 1, version do
  local change = call('HGET', log, at)
  if not change then
    return {
      'all', tostring(version), call('HVALS', accounts), call('HGETALL', retired), call('HGETALL', settings),
      call('HGETALL', codes)
    }
  end
  changes[#changes + 1] = change
end
return changes
`;

/** Gives everything back to a Redis that has lost it. ARGV: the version it has from then on, nothing, then everything. */
const RESTORE_ACCOUNTS = `${KEY_NAMES}
if version >= tonumber(ARGV[1]) then return {'stale'} end
call('DEL', accounts, retired, settings, codes, log)
${CHANGES}
call('SET', version_key, ARGV[1])
call('SPUBLISH', channel, ARGV[1] .. '\\n')
return {'ok', ARGV[1]}
`;

export const ACCOUNT_SCRIPTS = {
  saveAccounts: SAVE_ACCOUNTS,
  readAccounts: READ_ACCOUNTS,
  restoreAccounts: RESTORE_ACCOUNTS,
} as const;
