-- Takes orders in, one after the other, each as if it had come alone: idempotency, stock of all its products or of none, its hash, its
-- deadline, its outbox entry. What the orders share is read once and written once a call.
-- A script is not rolled back, so no order is written before all are checked; what an earlier order of the call changes, a later one sees in
-- the tables here. After that nothing can fail half way: for want of memory or disk the server refuses only a script's first write, by what it
-- found before the script began, and it puts all writes of a script into its file as one transaction.
-- A store that is not trusted (see ports/store_marks.h) takes nothing.
-- ARGV of each order: id user items amount createdAt deadline event idempotencyKey bodyHash.
-- Answer of each order: 1, or {word, detail}: repeated/mismatch (the first order's id), unknown/out (the product).
local argv, call, width = ARGV, redis.call, 9
local why = whyClosed()
if why then return refuse(why) end
local count = #argv

local given, anonymous = {}, {}
for at = 1, count, width do
  if argv[at + 7] ~= '' then given[#given + 1] = 'idem:' .. argv[at + 7] else anonymous[#anonymous + 1] = 'order:' .. argv[at] end
end
local firsts = {}  -- idempotency key -> the order and the hash of the body that it came with
if #given > 0 then
  local values = call('MGET', unpack(given))
  for i = 1, #given do firsts[given[i]] = values[i] end
end
local there = {}  -- keys of orders that exist
if #anonymous > 0 and call('EXISTS', unpack(anonymous)) > 0 then
  for i = 1, #anonymous do there[anonymous[i]] = call('EXISTS', anonymous[i]) == 1 end
end

local gone  -- why the store must be closed, if it must
local levels = {}  -- of each product named; false: there is no such product
local function levelOf(product)
  local level = levels[product]
  if level == nil then
    local read = call('HMGET', 'stock:' .. product, 'available', 'reserved')
    level = read[1] and {available = tonumber(read[1]), reserved = tonumber(read[2] or 0), changed = false}
    if not level and stockIsLost(product) then gone = lostStock(product) end
    levels[product] = level
  end
  return level
end

local placed = {}  -- where in ARGV the orders begin that are taken
local taken, quantities = {}, {}
local function place(at)
  local id, key = argv[at], argv[at + 7]
  if key ~= '' then
    key = 'idem:' .. key
    local known = firsts[key]
    if known then
      local first, hash = known:match('^(%S+) (.*)$')
      return {hash == argv[at + 8] and 'repeated' or 'mismatch', first}
    end
  elseif there['order:' .. id] then
    return {'repeated', id}
  end

  local n = 0
  for product, quantity in argv[at + 2]:gmatch('([^:,]+):(%d+):') do
    local level = levelOf(product)
    if not level then return {'unknown', product} end
    quantity = tonumber(quantity)
    if level.available < quantity then return {'out', product} end
    n = n + 1
    taken[n], quantities[n] = level, quantity
  end
  for i = 1, n do
    local level, quantity = taken[i], quantities[i]
    level.available, level.reserved, level.changed = level.available - quantity, level.reserved + quantity, true
  end
  if key ~= '' then firsts[key] = id .. ' ' .. argv[at + 8] end
  there['order:' .. id] = true
  placed[#placed + 1] = at
  return 1
end

local answers = {}
for at = 1, count, width do answers[#answers + 1] = place(at) end
if gone then return closeFor(gone) end
if #placed == 0 then return answers end

local deadlines = {}
for i = 1, #placed do deadlines[2 * i - 1], deadlines[2 * i] = argv[placed[i] + 5], argv[placed[i]] end
call('ZADD', 'deadlines', unpack(deadlines))
call('HINCRBY', 'flow', '>created', #placed)
for product, level in pairs(levels) do
  if level and level.changed then call('HSET', 'stock:' .. product, 'available', level.available, 'reserved', level.reserved) end
end
for i = 1, #placed do
  local id, user, items, amount, createdAt, deadline, event, key, hash = unpack(argv, placed[i], placed[i] + 8)
  call('HSET', 'order:' .. id, 'state', 'created', 'userId', user, 'items', items, 'amountMinor', amount, 'createdAt', createdAt,
    'updatedAt', createdAt, 'deadline', deadline, 'stock', 'reserved')
  if key ~= '' then
    call('SET', 'idem:' .. key, id .. ' ' .. hash, 'EX', 86400)
    call('HSET', 'order:' .. id, 'key', key .. ' ' .. hash)  -- so that an OrderPlaced which is told again names it, too
  end
  call('XADD', 'outbox', '*', 'event', event)
end
return answers
