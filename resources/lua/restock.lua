-- Adds to a product's stock, once for each idempotency key. ARGV: product, quantity, event, restock id, idempotency key ('': none), hash of the
-- body. Answer: {available reserved sold stocked fence}, of a repeat those that the first one was told; 0 for an unknown product, 1 for a key that
-- came with something else before.
local call = redis.call
local why = whyClosed()
if why then return refuse(why) end
local key, idem = 'stock:' .. ARGV[1], 'idem:' .. ARGV[5]
local fields = {'available', 'reserved', 'sold', 'stocked', 'fence'}
local known = ARGV[5] ~= '' and call('GET', idem)
if known then
  local hash, numbers = known:match('^%S+ (%S+) ?(.*)$')
  if hash ~= ARGV[6] then return 1 end
  local first = {}
  for number in numbers:gmatch('%S+') do first[#first + 1] = number end
  if #first == #fields then return first end  -- else a rebuild brought the key back, and no answer with it
end
if call('HEXISTS', key, 'stocked') == 0 then
  if stockIsLost(ARGV[1]) then return closeFor(lostStock(ARGV[1])) end
  return 0
end
if not known then
  call('HINCRBY', key, 'available', ARGV[2])
  call('HINCRBY', key, 'stocked', ARGV[2])
  call('XADD', 'outbox', '*', 'event', ARGV[3])
  call('HSET', 'restocks', ARGV[4], ARGV[3])
end
local level = call('HMGET', key, unpack(fields))
if not known and ARGV[5] ~= '' then
  local numbers = {}
  for i = 1, #fields do numbers[i] = level[i] or '0' end
  call('SET', idem, ARGV[4] .. ' ' .. ARGV[6] .. ' ' .. table.concat(numbers, ' '), 'EX', 86400)
end
return level
