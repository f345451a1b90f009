-- Whether what was not found may be taken for never there, or ended. ARGV: 'order' or 'stock', then the ids of what was not found. Answer: 1, or why not.
local why = whyClosed()
if why then return refuse(why) end
local kind = ARGV[1]
local mustHave = kind == 'order' and 'state' or 'stocked'
for i = 2, #ARGV do
  local id = ARGV[i]
  if redis.call('HEXISTS', kind .. ':' .. id, mustHave) == 1 then return refuse(kind .. ' ' .. id .. ' came back while it was looked for') end
  if kind == 'order' and orderIsLost(id) then return refuse(lostOrder(id)) end
  if kind == 'stock' and stockIsLost(id) then return refuse(lostStock(id)) end
end
return 1
