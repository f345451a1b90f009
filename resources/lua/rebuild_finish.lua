-- Opens a rebuilt store with a new epoch, unless another rebuild took over or the store was emptied meanwhile. ARGV: rebuild, epoch, since (epoch ms). Answer: 1, or 0 when it was taken over.
if redis.call('HGET', 'epoch', 'rebuild') ~= ARGV[1] then return 0 end
redis.call('HSET', 'epoch', 'id', ARGV[2], 'since', ARGV[3])
redis.call('HDEL', 'epoch', 'distrust', 'rebuild')
return 1
