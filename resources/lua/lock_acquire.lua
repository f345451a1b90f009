-- Takes the locks of products one after the other, up to the first that another holds; there the holder is put among the waiters.
-- ARGV: holder, lease ms, when it came, before when waiters are dead (both epoch ms), '1' when the first product was
-- waited for, then products. Answer: the fencing tokens of those taken. `lease` in the stock's hash tells for how long a lock is held.
local holder, lease = ARGV[1], ARGV[2]
local tokens = {}
for i = 6, #ARGV do
  local product = ARGV[i]
  if not redis.call('SET', 'lock:product_' .. product, holder, 'NX', 'PX', lease) then
    local waiters = 'lockwait:product_' .. product
    redis.call('ZADD', waiters, 'NX', ARGV[3], holder)
    redis.call('ZREMRANGEBYSCORE', waiters, '-inf', '(' .. ARGV[4])
    redis.call('EXPIRE', waiters, 60)
    break
  end
  tokens[#tokens + 1] = redis.call('HINCRBY', 'stock:' .. product, 'fence', 1)
  redis.call('HSET', 'stock:' .. product, 'lease', lease)
  if i == 6 and ARGV[5] == '1' then redis.call('ZREM', 'lockwait:product_' .. product, holder) end
end
return tokens
