-- Creates a product's stock unless it is there. ARGV: product, quantity, event ('' for none), the event's restock id. Answer: 1 when it was new.
local why = whyClosed()
if why then return refuse(why) end
local key = 'stock:' .. ARGV[1]
if redis.call('HEXISTS', key, 'stocked') == 1 then return 0 end
if redis.call('SISMEMBER', 'products', ARGV[1]) == 1 then return closeFor(lostStock(ARGV[1])) end
redis.call('HSET', key, 'available', ARGV[2], 'reserved', 0, 'sold', 0, 'stocked', ARGV[2])
redis.call('SADD', 'products', ARGV[1])
if ARGV[3] ~= '' then
  redis.call('XADD', 'outbox', '*', 'event', ARGV[3])
  redis.call('HSET', 'restocks', ARGV[4], ARGV[3])
end
return 1
