-- Marks an effect on orders as done. ARGV: field, then orders. Answer of each: 1 for the first to say so, 0 when it was said or the order
-- is unknown.
local field, keys, answers = ARGV[1], {}, {}
for i = 2, #ARGV do keys[i - 1] = 'order:' .. ARGV[i] end
local all = redis.call('EXISTS', unpack(keys)) == #keys
for i = 1, #keys do
  answers[i] = (all or redis.call('EXISTS', keys[i]) == 1) and redis.call('HSETNX', keys[i], field, 1) or 0
end
return answers
