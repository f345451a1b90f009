-- Moves orders along paths of states, one after the other, each as if it had come alone: with the effect on its stock and its outbox entry,
-- or not at all. What the orders share (stock, counters) is read once and written once a call.
-- As in place_orders.lua no order is written before all are checked, and after that nothing can fail half way; an order that is named twice
-- is found here as its first move leaves it. kTransitions, the text of the table of legal moves, is put in front of this script; it is searched as
-- text because building the table anew would cost more than the few searches of a call.
-- ARGV: groups of moves that are alike: count at effect path fences known hasEvent idempotencyKey bodyHash fieldCount field..., and of each
-- order of the group: id, its event if hasEvent is 1, the value of each field. path is "paying>paid"; fences (the tokens of the locks held) "abc:7,xyz:9,"; known is 1 when
-- the caller knows the orders and wants to hear no more than that they moved: then only what decides about them is read.
-- A group with an idempotency key ('': none) is of one order; the key is kept when it moved.
-- Answer of each order: 0 for one that is not there (any more), 'mismatch' where the key came with something else before, 1 for one that is
-- known and moved, else one string (an array of them costs an eighth of the call), joined by the unit separator:
-- state userId items amountMinor createdAt updatedAt deadline paymentId stock reason key outcome.
local argv, call, concat, unpack = ARGV, redis.call, table.concat, unpack
local why = whyClosed()
if why then return refuse(why) end
local gone  -- why the store must be closed, if it must
local kFields = {'state', 'userId', 'items', 'amountMinor', 'createdAt', 'updatedAt', 'deadline', 'paymentId', 'stock', 'reason', 'key'}
local places = {}
for i = 1, #kFields do places[kFields[i]] = i end

local function legal(from, to) return kTransitions:find('%f[%a]' .. from .. '={[^}]*%f[%a]' .. to .. '=') end
local function leadsTo(from, to)
  for step in kTransitions:match('%f[%a]' .. from .. '={([^}]*)}'):gmatch('(%a+)=') do
    if step == to or leadsTo(step, to) then return true end
  end
  return false
end

-- What a path means for an order in a state: `outcome` when that is known already, else the edges still to be taken.
local function makePlan(state, path)
  local last = path:match('%a+$')
  if state == last then return {outcome = 'already'} end
  local steps = {}
  for step in path:gmatch('%a+') do
    steps[#steps + 1] = step
    if step == state then steps = {} end
  end
  local plan, from = {last = last, taken = 0}, state
  for i = 1, #steps do
    if not legal(from, steps[i]) then return {outcome = leadsTo(last, state) and 'already' or 'refused'} end
    plan[i] = from .. '>' .. steps[i]
    from = steps[i]
  end
  return plan
end

local plans = {}
local function planOf(state, path)
  local name = state .. ' ' .. path
  local plan = plans[name]
  if not plan then
    plan = makePlan(state, path)
    plans[name] = plan
  end
  return plan
end

local function tokensOf(fences)
  local tokens = {}
  for product, token in fences:gmatch('([^:,]+):(%d+),') do tokens[product] = tonumber(token) end
  return tokens
end

local levels = {}
local function levelOf(product)
  local level = levels[product]
  if not level then
    local read = call('HMGET', 'stock:' .. product, 'available', 'reserved', 'sold', 'fence')
    level = {available = tonumber(read[1] or 0), reserved = tonumber(read[2] or 0), sold = tonumber(read[3] or 0), fence = tonumber(read[4] or 0)}
    levels[product] = level
    if not read[1] then gone = lostStock(product) end  -- an order holds only what there was
  end
  return level
end

local orders, partly = {}, {}  -- by key; partly: of which only what decides was read
local function readOrder(key)
  local order = call('HMGET', key, unpack(kFields))
  for i = 2, #kFields do order[i] = order[i] or '' end
  return order
end

-- The rest of an order that is there partly; what an earlier move of this call changed stays.
local function complete(key)
  local order = readOrder(key)
  for i, value in pairs(orders[key]) do order[i] = value end
  orders[key], partly[key] = order, nil
  return order
end

local function orderOf(key, known, effect)
  local order = orders[key]
  if order then return partly[key] and complete(key) or order end
  if not known then
    order = readOrder(key)
  elseif effect == '' then
    order = {call('HGET', key, 'state')}
  else
    local read = call('HMGET', key, 'state', 'items', 'stock')
    order = {read[1], nil, read[2], [9] = read[3]}
  end
  orders[key], partly[key] = order, known or nil
  return order
end

-- Sells what an order holds, all its products or none. Answer: nil, or why not.
local held, quantities = {}, {}
local function sell(items, tokens)
  local n = 0
  for product, quantity in items:gmatch('([^:,]+):(%d+):') do
    local level = levelOf(product)
    if (tokens[product] or 0) < level.fence then return 'stale' end
    quantity = tonumber(quantity)
    if level.reserved < quantity then return 'refused' end
    n = n + 1
    held[n], quantities[n] = level, quantity
  end
  for i = 1, n do
    local level, quantity = held[i], quantities[i]
    level.reserved, level.sold, level.changed = level.reserved - quantity, level.sold + quantity, true
  end
end

-- Gives back what an order holds, as far as it is there: where stock was lost, its orders must be able to end all the same.
local function giveBack(items, source)
  for product, quantity in items:gmatch('([^:,]+):(%d+):') do
    local level = levelOf(product)
    local n = math.min(tonumber(quantity), level[source])
    if n > 0 then level[source], level.available, level.changed = level[source] - n, level.available + n, true end
  end
end

-- Of each that moved: its key, its group, where in ARGV it stands, its last state, its stock or false.
local movedKeys, movedGroups, movedAts, movedStates, movedStocks, movedCount = {}, {}, {}, {}, {}, 0
local function move(key, order, group, at)
  local plan = planOf(order[1], group.path)
  if plan.outcome then return plan.outcome end

  local effect, holds = group.effect, order[9]
  local stock = false
  if effect == 'sell' then
    if holds ~= 'reserved' then return 'refused' end
    local failure = sell(order[3], group.tokens)
    if failure then return failure end
    stock = 'sold'
  elseif effect == 'giveback' and holds == 'reserved' then
    stock = 'released'
    giveBack(order[3], 'reserved')
  elseif effect == 'giveback' and holds == 'sold' then
    stock = 'returned'
    giveBack(order[3], 'sold')
  end

  plan.taken = plan.taken + 1
  order[1], order[6], order[9] = plan.last, group.at, stock or holds
  for i = 1, #group.fields do
    local place = places[group.fields[i]]
    if place then order[place] = argv[at + group.width - #group.fields + i - 1] end
  end
  movedCount = movedCount + 1
  movedKeys[movedCount], movedGroups[movedCount], movedAts[movedCount] = key, group, at
  movedStates[movedCount], movedStocks[movedCount] = plan.last, stock
  return 'moved'
end

local answers, answered, at, count = {}, 0, 1, #argv
while at <= count do
  local size, known, fieldCount = tonumber(argv[at]), argv[at + 5] == '1', tonumber(argv[at + 9])
  local group = {at = argv[at + 1], effect = argv[at + 2], path = argv[at + 3], tokens = tokensOf(argv[at + 4]), hasEvent = argv[at + 6] == '1',
    key = argv[at + 7], hash = argv[at + 8], fields = {unpack(argv, at + 10, at + 9 + fieldCount)}}
  group.width = 1 + (group.hasEvent and 1 or 0) + fieldCount
  at = at + 10 + fieldCount
  local kept = group.key ~= '' and call('GET', 'idem:' .. group.key)
  local mismatch = kept and kept:match('^%S+ (%S+)') ~= group.hash
  for _ = 1, size do
    local key, answer = 'order:' .. argv[at], 0
    local order = orderOf(key, known, group.effect)
    if mismatch then
      answer = 'mismatch'
    elseif order[1] then
      local outcome = move(key, order, group, at)
      if known and outcome == 'moved' then
        answer = 1
      else
        if partly[key] then order = complete(key) end
        order[#kFields + 1] = outcome
        answer = concat(order, '\31')
      end
    elseif orderIsLost(argv[at]) then
      gone = lostOrder(argv[at])
    end
    answered = answered + 1
    answers[answered] = answer
    at = at + group.width
  end
end
if gone then return closeFor(gone) end
if movedCount == 0 then return answers end

local flow = {}
for _, plan in pairs(plans) do
  for i = 1, #plan do flow[plan[i]] = (flow[plan[i]] or 0) + plan.taken end
end
for edge, times in pairs(flow) do
  if times > 0 then call('HINCRBY', 'flow', edge, times) end
end
for product, level in pairs(levels) do
  if level.changed then
    call('HSET', 'stock:' .. product, 'available', level.available, 'reserved', level.reserved, 'sold', level.sold)
  end
end
for i = 1, movedCount do
  local group, from, stock = movedGroups[i], movedAts[i], movedStocks[i]
  local values = from + group.width - #group.fields
  local more = {}
  if stock then more[1], more[2] = 'stock', stock end
  for j, field in ipairs(group.fields) do
    more[#more + 1], more[#more + 2] = field, argv[values + j - 1]
  end
  call('HSET', movedKeys[i], 'state', movedStates[i], 'updatedAt', group.at, unpack(more))
  if group.hasEvent then call('XADD', 'outbox', '*', 'event', argv[from + 1]) end
  if group.key ~= '' then call('SET', 'idem:' .. group.key, argv[from] .. ' ' .. group.hash, 'EX', 86400) end
end
return answers
