-- Moves an order along a path of states, with the effect on its stock and its outbox entry, or changes nothing. A script is not rolled
-- back, so everything is checked before the first write. kMoves, the text of the table of legal moves, is put in front of this script; it
-- is searched as text because building the table anew would cost a tenth of every call.
-- ARGV: id at effect event stepCount step... fieldCount (field value)... then product and fencing token of each lock held.
-- Answer: 0 for an unknown order, or one string (an array of them costs an eighth of the call), joined by the unit separator:
-- state userId items amountMinor createdAt updatedAt deadline paymentId stock outcome.
local id, at, effect, event, steps = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local key = 'order:' .. id
local order = redis.call('HMGET', key, 'state', 'userId', 'items', 'amountMinor', 'createdAt', 'updatedAt', 'deadline', 'paymentId', 'stock')
local state = order[1]
if not state then return 0 end

local function answer(outcome)
  for i = 2, 9 do order[i] = order[i] or '' end
  order[10] = outcome
  return table.concat(order, '\31')
end

local last = ARGV[5 + steps]
if state == last then return answer('already') end

-- The steps still to be taken, as "from>to".
local first = 1
for i = 1, steps - 1 do
  if ARGV[5 + i] == state then first = i + 1 end
end
local edges, from = {}, state
for i = first, steps do
  local to = ARGV[5 + i]
  if not kMoves:find('%f[%a]' .. from .. '={[^}]*%f[%a]' .. to .. '=') then
    local function leadsTo(a, b)
      for step in kMoves:match('%f[%a]' .. a .. '={([^}]*)}'):gmatch('(%a+)=') do
        if step == b or leadsTo(step, b) then return true end
      end
      return false
    end
    return answer(leadsTo(last, state) and 'already' or 'refused')
  end
  edges[#edges + 1] = from .. '>' .. to
  from = to
end

local fieldsAt = 6 + steps
local pairsAt = fieldsAt + 1 + 2 * ARGV[fieldsAt]

local source, target, stock
if effect == 'sell' then
  if order[9] ~= 'reserved' then return answer('refused') end
  source, target, stock = 'reserved', 'sold', 'sold'
elseif effect == 'giveback' and order[9] == 'reserved' then
  source, target, stock = 'reserved', 'available', 'released'
elseif effect == 'giveback' and order[9] == 'sold' then
  source, target, stock = 'sold', 'available', 'returned'
end

local keys, sources, targets = {}, {}, {}
if source then
  local tokens = {}
  for i = pairsAt, #ARGV, 2 do tokens[ARGV[i]] = tonumber(ARGV[i + 1]) end
  for product, quantity in order[3]:gmatch('([^:,]+):(%d+):') do
    local n = #keys + 1
    keys[n] = 'stock:' .. product
    local level = redis.call('HMGET', keys[n], source, target, 'fence')
    if effect == 'sell' and (tokens[product] or 0) < tonumber(level[3] or 0) then return answer('stale') end
    sources[n] = (level[1] or 0) - quantity
    if sources[n] < 0 then return answer('refused') end
    targets[n] = (level[2] or 0) + quantity
  end
end

for n = 1, #keys do
  redis.call('HSET', keys[n], source, sources[n], target, targets[n])
end
order[1], order[6] = last, at
local change = {'HSET', key, 'state', last, 'updatedAt', at}
if stock then
  order[9] = stock
  change[7], change[8] = 'stock', stock
end
for i = fieldsAt + 1, pairsAt - 1, 2 do
  change[#change + 1], change[#change + 2] = ARGV[i], ARGV[i + 1]
  if ARGV[i] == 'paymentId' then order[8] = ARGV[i + 1] end
end
redis.call(unpack(change))
for i = 1, #edges do redis.call('HINCRBY', 'flow', edges[i], 1) end
if event ~= '' then redis.call('XADD', 'outbox', '*', 'event', event) end
return answer('moved')
