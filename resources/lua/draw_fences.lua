-- New fencing tokens of products. ARGV: products. Answer: a token each; 0 for a product that does not exist, of which nothing is written: its name
-- comes from the bus, where anybody can forge one.
local why = whyClosed()
if why then return refuse(why) end
local exists = {}
for i = 1, #ARGV do
  exists[i] = redis.call('HEXISTS', 'stock:' .. ARGV[i], 'stocked') == 1
  if not exists[i] and stockIsLost(ARGV[i]) then return closeFor(lostStock(ARGV[i])) end
end
local tokens = {}
for i = 1, #ARGV do tokens[i] = exists[i] and redis.call('HINCRBY', 'stock:' .. ARGV[i], 'fence', 1) or 0 end
return tokens
