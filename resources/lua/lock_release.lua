-- Releases the locks that the holder still has. ARGV: holder, then products. Answer: how many those were.
local released = 0
for i = 2, #ARGV do
  local key = 'lock:product_' .. ARGV[i]
  if redis.call('GET', key) == ARGV[1] then released = released + redis.call('DEL', key) end
end
return released
