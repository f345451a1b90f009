-- Stands in front of every script that draws conclusions from what is not in the store. A store that was emptied, or that lost some of its keys while
-- it runs, must not be taken for one in which an order or a product never was: until somebody looks at it (services/store_guard.h) it is not trusted.
-- Each script asks whyClosed() first, and refuses for what it finds missing before it writes anything.

-- Why the store takes nothing in and moves nothing; nil: it is open. What empties a store takes its epoch with it.
local function whyClosed()
  local epoch = redis.call('HMGET', 'epoch', 'id', 'distrust')
  if epoch[2] then return epoch[2] end
  if not epoch[1] then return 'Redis has no epoch: it was emptied, or another store stands in its place' end
end

local function refuse(why) return redis.error_reply('ROLLEDBACK ' .. why) end

-- Something is gone that can only have been lost: the store is closed for it.
local function closeFor(why)
  redis.call('HSETNX', 'epoch', 'distrust', why)
  return refuse(why)
end

-- A stock hash that is not there: whether there was one. A product leaves neither its hash nor the set ever again.
local function stockIsLost(product) return redis.call('SISMEMBER', 'products', product) == 1 or redis.call('EXISTS', 'products') == 0 end
local function lostStock(product)
  if product == '' then return 'every product is gone from Redis' end
  return 'the stock of product ' .. product .. ' is gone from Redis'
end

-- An order's hash that is not there: whether the order is still open. It leaves the index when its hash is given its end, never after it.
local function orderIsLost(id) return redis.call('ZSCORE', 'deadlines', id) end
local function lostOrder(id) return 'order ' .. id .. ' is gone from Redis, and had not ended' end
