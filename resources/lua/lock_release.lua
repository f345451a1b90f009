-- Releases the locks that the holder still has. ARGV: holder, then resources. Answer: how many those were.
local released = 0
for i = 2, #ARGV do
  local key = 'lock:' .. ARGV[i]
  local value = redis.call('GET', key)
  if value and value:match('^(.*) %d+$') == ARGV[1] then
    released = released + redis.call('DEL', key)
    if redis.call('EXISTS', 'lockwait:' .. ARGV[i]) == 0 then redis.call('ZREM', 'locks', ARGV[i]) end
  end
end
return released
