-- Takes the locks of products one after the other, up to the first that another holds; there the holder is put among the waiters.
-- ARGV: holder, lease ms, when it came, before when waiters are dead (both epoch ms), '1' when the first product was
-- waited for, then products. Answer: the fencing tokens of those taken. `lease` in the stock's hash tells for how long a lock is held.
-- A product that does not exist is free for everybody, with token 0, and nothing is written of it: its name comes from the bus, where anybody can forge one.
local holder, lease = ARGV[1], ARGV[2]
local why = whyClosed()
if why then return refuse(why) end
local exists = {}
for i = 6, #ARGV do
  exists[i] = redis.call('HEXISTS', 'stock:' .. ARGV[i], 'stocked') == 1
  if not exists[i] and stockIsLost(ARGV[i]) then return closeFor(lostStock(ARGV[i])) end
end
local tokens = {}
for i = 6, #ARGV do
  local product = ARGV[i]
  if not exists[i] then
    tokens[#tokens + 1] = 0
  elseif not redis.call('SET', 'lock:product_' .. product, holder, 'NX', 'PX', lease) then
    local waiters = 'lockwait:product_' .. product
    redis.call('ZADD', waiters, 'NX', ARGV[3], holder)
    redis.call('ZREMRANGEBYSCORE', waiters, '-inf', '(' .. ARGV[4])
    redis.call('EXPIRE', waiters, 60)
    break
  else
    tokens[#tokens + 1] = redis.call('HINCRBY', 'stock:' .. product, 'fence', 1)
    redis.call('HSET', 'stock:' .. product, 'lease', lease)
  end
  if i == 6 and ARGV[5] == '1' then redis.call('ZREM', 'lockwait:product_' .. product, holder) end
end
return tokens
