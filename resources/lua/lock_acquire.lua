-- Takes locks one after the other, up to the first that another holds; there the holder is put among the waiters.
-- ARGV: holder, lease ms, when it came, before when waiters are dead (both epoch ms of the holder), '1' when the first resource was waited for,
-- then resources. Answer: how many were taken. A lock's value is its holder and since when (epoch ms of the server). `locks` names those that
-- somebody may hold or wait for, with the time after which nobody does.
-- A store that lost data is refused: the locks that others hold may be lost, too.
local why = whyClosed()
if why then return refuse(why) end
local kWaiterLife = 60000
local holder, lease = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', 'locks', '-inf', now)
local taken = 0
for i = 6, #ARGV do
  local resource = ARGV[i]
  local waiters = 'lockwait:' .. resource
  local isFree = redis.call('SET', 'lock:' .. resource, holder .. ' ' .. now, 'NX', 'PX', lease)
  redis.call('ZADD', 'locks', 'GT', now + (isFree and lease or kWaiterLife), resource)
  if not isFree then
    redis.call('ZADD', waiters, 'NX', ARGV[3], holder)
    redis.call('ZREMRANGEBYSCORE', waiters, '-inf', '(' .. ARGV[4])
    redis.call('PEXPIRE', waiters, kWaiterLife)
    break
  end
  taken = taken + 1
  if i == 6 and ARGV[5] == '1' then redis.call('ZREM', waiters, holder) end
end
return taken
