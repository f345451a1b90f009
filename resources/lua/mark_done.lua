-- Marks an effect on an order as done. ARGV: order, field. Answer: 1 for the first to say so, 0 when it was said or the order is unknown.
local key = 'order:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return 0 end
return redis.call('HSETNX', key, ARGV[2], 1)
