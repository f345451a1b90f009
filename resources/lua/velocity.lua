-- Notes orders in their users' sorted sets, and says of each how many its user placed in the window that ends with it.
-- All are noted before any is counted, so that it does not matter how orders of one time are dealt out to calls. The size of a set is at hand and
-- never too low; only where it is above `enough` is the window counted, which costs more than all the rest.
-- ARGV: the window, how long orders are kept (ms), enough; and of each order: user id placedAt. Answer: the counts.
local argv, call, unpack, format = ARGV, redis.call, unpack, string.format
local window, keep, enough, first = tonumber(argv[1]), tonumber(argv[2]), tonumber(argv[3]), 4

local noted, newest = {}, {}  -- by key: the scores and members to add; the last of the scores
for at = first, #argv, 3 do
  local key, placedAt = 'velocity:' .. argv[at], tonumber(argv[at + 2])
  local list = noted[key]
  if not list then
    list = {}
    noted[key], newest[key] = list, placedAt
  end
  local n = #list
  list[n + 1], list[n + 2] = argv[at + 2], argv[at + 1]
  if placedAt > newest[key] then newest[key] = placedAt end
end

local sizes = {}
for key, list in pairs(noted) do
  call('ZREMRANGEBYSCORE', key, '-inf', format('%.0f', newest[key] - keep))
  call('ZADD', key, unpack(list))
  call('PEXPIRE', key, argv[2])
  sizes[key] = call('ZCARD', key)
end

local counts = {}
for at = first, #argv, 3 do
  local key, placedAt = 'velocity:' .. argv[at], argv[at + 2]
  local count = sizes[key]
  if count > enough then count = call('ZCOUNT', key, format('(%.0f', tonumber(placedAt) - window), placedAt) end
  counts[#counts + 1] = count
end
return counts
