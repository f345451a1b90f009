-- Moves orders along paths of states, one after the other, each as if it had come alone: with the effect on its stock and its outbox entry,
-- or not at all. What the orders share (stock, counters) is read once and written once a call.
-- As in place_orders.lua no order is written before all are checked, and after that nothing can fail half way; an order that is named twice
-- is found here as its first move leaves it. kMoves, the text of the table of legal moves, is put in front of this script; it is searched as
-- text because building the table anew would cost more than the few searches of a call.
-- ARGV of each order: id at effect event path fences known fieldCount (field value)...; path is "paying>paid", fences (the tokens of the locks
-- held) "abc:7,xyz:9,"; known is 1 when the caller knows the order and wants to hear no more than that it moved: then only what decides
-- about it is read.
-- Answer of each order: 0 for an unknown one, 1 for one that is known and moved, else one string (an array of them costs an eighth of the call), joined by the unit separator:
-- state userId items amountMinor createdAt updatedAt deadline paymentId stock outcome.
local argv, call, concat, unpack = ARGV, redis.call, table.concat, unpack
local kFields = {'state', 'userId', 'items', 'amountMinor', 'createdAt', 'updatedAt', 'deadline', 'paymentId', 'stock'}
local places = {}
for i = 1, #kFields do places[kFields[i]] = i end

local function legal(from, to) return kMoves:find('%f[%a]' .. from .. '={[^}]*%f[%a]' .. to .. '=') end
local function leadsTo(from, to)
  for step in kMoves:match('%f[%a]' .. from .. '={([^}]*)}'):gmatch('(%a+)=') do
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

local tokenLists = {}
local function tokensOf(fences)
  local tokens = tokenLists[fences]
  if not tokens then
    tokens = {}
    for product, token in fences:gmatch('([^:,]+):(%d+),') do tokens[product] = tonumber(token) end
    tokenLists[fences] = tokens
  end
  return tokens
end

local levels = {}
local function levelOf(product)
  local level = levels[product]
  if not level then
    local read = call('HMGET', 'stock:' .. product, 'available', 'reserved', 'sold', 'fence')
    level = {available = tonumber(read[1] or 0), reserved = tonumber(read[2] or 0), sold = tonumber(read[3] or 0), fence = tonumber(read[4] or 0)}
    levels[product] = level
  end
  return level
end

local orders, partly = {}, {}  -- by id; partly: of which only what decides was read
local function readOrder(id)
  local order = call('HMGET', 'order:' .. id, unpack(kFields))
  for i = 2, #kFields do order[i] = order[i] or '' end
  return order
end

-- The rest of an order that is there partly; what an earlier move of this call changed stays.
local function complete(id)
  local order = readOrder(id)
  for i, value in pairs(orders[id]) do order[i] = value end
  orders[id], partly[id] = order, nil
  return order
end

local function orderOf(id, known, effect)
  local order = orders[id]
  if order then return partly[id] and complete(id) or order end
  if not known then
    order = readOrder(id)
  elseif effect == '' then
    order = {call('HGET', 'order:' .. id, 'state')}
  else
    local read = call('HMGET', 'order:' .. id, 'state', 'items', 'stock')
    order = {read[1], nil, read[2], [9] = read[3]}
  end
  orders[id], partly[id] = order, known or nil
  return order
end

-- Takes stock that an order holds from one number to another, all its products or none. Answer: nil, or why not.
local held, quantities = {}, {}
local function shift(items, source, target, tokens)
  local n = 0
  for product, quantity in items:gmatch('([^:,]+):(%d+):') do
    local level = levelOf(product)
    if tokens and (tokens[product] or 0) < level.fence then return 'stale' end
    quantity = tonumber(quantity)
    if level[source] < quantity then return 'refused' end
    n = n + 1
    held[n], quantities[n] = level, quantity
  end
  for i = 1, n do
    local level, quantity = held[i], quantities[i]
    level[source], level[target], level.changed = level[source] - quantity, level[target] + quantity, true
  end
end

local moved = {}  -- {where in ARGV it stands, last state, stock or false}
local function move(order, at, fieldsFrom, fieldsTo)
  local plan = planOf(order[1], argv[at + 4])
  if plan.outcome then return plan.outcome end

  local effect, holds = argv[at + 2], order[9]
  local stock, failure = false, nil
  if effect == 'sell' then
    if holds ~= 'reserved' then return 'refused' end
    stock, failure = 'sold', shift(order[3], 'reserved', 'sold', tokensOf(argv[at + 5]))
  elseif effect == 'giveback' and holds == 'reserved' then
    stock, failure = 'released', shift(order[3], 'reserved', 'available')
  elseif effect == 'giveback' and holds == 'sold' then
    stock, failure = 'returned', shift(order[3], 'sold', 'available')
  end
  if failure then return failure end

  plan.taken = plan.taken + 1
  order[1], order[6], order[9] = plan.last, argv[at + 1], stock or holds
  for i = fieldsFrom, fieldsTo, 2 do
    local place = places[argv[i]]
    if place then order[place] = argv[i + 1] end
  end
  moved[#moved + 1] = {at, plan.last, stock}
  return 'moved'
end

local answers, at, count = {}, 1, #argv
while at <= count do
  local fieldsFrom, fieldsTo = at + 8, at + 7 + 2 * argv[at + 7]
  local known = argv[at + 6] == '1'
  local order, answer = orderOf(argv[at], known, argv[at + 2]), 0
  if order[1] then
    local outcome = move(order, at, fieldsFrom, fieldsTo)
    if known and outcome == 'moved' then
      answer = 1
    else
      if partly[argv[at]] then order = complete(argv[at]) end
      order[10] = outcome
      answer = concat(order, '\31')
    end
  end
  answers[#answers + 1] = answer
  at = fieldsTo + 1
end
if #moved == 0 then return answers end

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
for i = 1, #moved do
  local from, last, stock = unpack(moved[i])
  local key, fieldsTo = 'order:' .. argv[from], from + 7 + 2 * argv[from + 7]
  if stock then
    call('HSET', key, 'state', last, 'updatedAt', argv[from + 1], 'stock', stock, unpack(argv, from + 8, fieldsTo))
  else
    call('HSET', key, 'state', last, 'updatedAt', argv[from + 1], unpack(argv, from + 8, fieldsTo))
  end
  if argv[from + 3] ~= '' then call('XADD', 'outbox', '*', 'event', argv[from + 3]) end
end
return answers
