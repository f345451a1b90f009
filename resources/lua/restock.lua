-- Adds to a product's stock. ARGV: product, quantity, event, restock id. Answer: {available reserved sold stocked fence}, or 0 for an unknown product.
local why = whyClosed()
if why then return refuse(why) end
local key = 'stock:' .. ARGV[1]
if redis.call('HEXISTS', key, 'stocked') == 0 then
  if stockIsLost(ARGV[1]) then return closeFor(lostStock(ARGV[1])) end
  return 0
end
redis.call('HINCRBY', key, 'available', ARGV[2])
redis.call('HINCRBY', key, 'stocked', ARGV[2])
redis.call('XADD', 'outbox', '*', 'event', ARGV[3])
redis.call('HSET', 'restocks', ARGV[4], ARGV[3])
return redis.call('HMGET', key, 'available', 'reserved', 'sold', 'stocked', 'fence')
