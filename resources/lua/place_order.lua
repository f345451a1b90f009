-- Takes an order in: idempotency, stock of all its products or of none, the order's hash, its deadline, its outbox entry. A script is not
-- rolled back, so everything is checked before the first write.
-- ARGV: id user items amount createdAt deadline event idempotencyKey bodyHash, then product and quantity of each item.
-- Answer: 1, or {word, detail}: repeated/mismatch (the first order's id), unknown/out (the product).
local id, idempotencyKey = ARGV[1], ARGV[8]
if idempotencyKey ~= '' then
  local known = redis.call('GET', 'idem:' .. idempotencyKey)
  if known then
    local first, hash = known:match('^(%S+) (.*)$')
    return {hash == ARGV[9] and 'repeated' or 'mismatch', first}
  end
elseif redis.call('EXISTS', 'order:' .. id) == 1 then
  return {'repeated', id}
end

local count = #ARGV
local keys, available, reserved = {}, {}, {}
for i = 10, count, 2 do
  local key = 'stock:' .. ARGV[i]
  local level = redis.call('HMGET', key, 'available', 'reserved')
  if not level[1] then return {'unknown', ARGV[i]} end
  local left = level[1] - ARGV[i + 1]
  if left < 0 then return {'out', ARGV[i]} end
  keys[i], available[i], reserved[i] = key, left, level[2] + ARGV[i + 1]
end

for i = 10, count, 2 do
  redis.call('HSET', keys[i], 'available', available[i], 'reserved', reserved[i])
end
if idempotencyKey ~= '' then
  redis.call('SET', 'idem:' .. idempotencyKey, id .. ' ' .. ARGV[9], 'EX', 86400)
end
redis.call('HSET', 'order:' .. id, 'state', 'created', 'userId', ARGV[2], 'items', ARGV[3], 'amountMinor', ARGV[4], 'createdAt', ARGV[5],
  'updatedAt', ARGV[5], 'deadline', ARGV[6], 'stock', 'reserved')
redis.call('ZADD', 'deadlines', ARGV[6], id)
redis.call('XADD', 'outbox', '*', 'event', ARGV[7])
redis.call('HINCRBY', 'flow', '>created', 1)
return 1
