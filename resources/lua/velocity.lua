-- Notes orders in their users' sorted sets, and counts of each how many its user placed in the window that ends with it.
-- All are noted before any is counted, so that it does not matter how orders of one time are dealt out to calls.
-- ARGV: the window and how long orders are kept (ms), and of each order: user id placedAt. Answer: the counts.
local argv, call, unpack = ARGV, redis.call, unpack
local window, keep = tonumber(argv[1]), tonumber(argv[2])

local noted, newest = {}, {}  -- by key: the scores and members to add; the last of the scores
for at = 3, #argv, 3 do
  local key, id, placedAt = 'velocity:' .. argv[at], argv[at + 1], tonumber(argv[at + 2])
  local list = noted[key]
  if not list then
    list = {}
    noted[key], newest[key] = list, placedAt
  end
  local n = #list
  list[n + 1], list[n + 2] = argv[at + 2], id
  if placedAt > newest[key] then newest[key] = placedAt end
end

for key, list in pairs(noted) do
  call('ZADD', key, unpack(list))
  call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', newest[key] - keep))
  call('PEXPIRE', key, argv[2])
end

local counts = {}
for at = 3, #argv, 3 do
  counts[#counts + 1] = call('ZCOUNT', 'velocity:' .. argv[at], string.format('(%.0f', tonumber(argv[at + 2]) - window), argv[at + 2])
end
return counts
