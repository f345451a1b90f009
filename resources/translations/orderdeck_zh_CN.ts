<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActModel</name>
    <message>
        <source>when</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>As the program said that it came through</source>
        <translation>由发起操作的程序提供</translation>
    </message>
    <message>
        <source>through</source>
        <translation>途径</translation>
    </message>
    <message>
        <source>token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>act</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>target</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>arguments</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>It is being carried out, or the daemon ended before it was</source>
        <translation>正在执行，或守护进程在完成之前已结束</translation>
    </message>
</context>
<context>
    <name>ContentionModel</name>
    <message>
        <source>product</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>获取次数</translation>
    </message>
    <message>
        <source>per second</source>
        <translation>每秒</translation>
    </message>
</context>
<context>
    <name>DeadLetterModel</name>
    <message>
        <source>failed</source>
        <translation>失败时间</translation>
    </message>
    <message>
        <source>topic</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>tries</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>redriven</source>
        <translation>已重投</translation>
    </message>
    <message>
        <source>Which could not take the message; others that read the topic may have</source>
        <translation>无法处理该消息的服务；读取该主题的其他服务可能已处理</translation>
    </message>
    <message>
        <source>How often the service tried before it gave up</source>
        <translation>服务放弃前尝试的次数</translation>
    </message>
    <message>
        <source>How often the message was put back before, and failed again</source>
        <translation>该消息此前被重投后再次失败的次数</translation>
    </message>
</context>
<context>
    <name>EventModel</name>
    <message>
        <source>when</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>what</source>
        <translation>内容</translation>
    </message>
</context>
<context>
    <name>Fault</name>
    <message>
        <source>payment slow</source>
        <translation>支付变慢</translation>
    </message>
    <message>
        <source>payment declines</source>
        <translation>支付被拒</translation>
    </message>
    <message>
        <source>Payment slow: +%1 ±%2 on %3 of calls</source>
        <translation>支付变慢：%3 的调用延迟 +%1 ±%2</translation>
    </message>
    <message>
        <source>Payment declines %1 of charges</source>
        <translation>%1 的扣款被拒</translation>
    </message>
    <message>
        <source>payment unknown</source>
        <translation>支付结果未知</translation>
    </message>
    <message>
        <source>payment late</source>
        <translation>支付迟到</translation>
    </message>
    <message>
        <source>consumer slow</source>
        <translation>消费变慢</translation>
    </message>
    <message>
        <source>messages duplicate</source>
        <translation>消息重复</translation>
    </message>
    <message>
        <source>messages reorder</source>
        <translation>消息乱序</translation>
    </message>
    <message>
        <source>messages poison</source>
        <translation>毒消息</translation>
    </message>
    <message>
        <source>messages truncated</source>
        <translation>消息截断</translation>
    </message>
    <message>
        <source>publish lost ack</source>
        <translation>发布确认丢失</translation>
    </message>
    <message>
        <source>link latency</source>
        <translation>链路延迟</translation>
    </message>
    <message>
        <source>link blackhole</source>
        <translation>链路黑洞</translation>
    </message>
    <message>
        <source>link reset</source>
        <translation>链路重置</translation>
    </message>
    <message>
        <source>link reply lost</source>
        <translation>链路应答丢失</translation>
    </message>
    <message>
        <source>crash after effect</source>
        <translation>生效后崩溃</translation>
    </message>
    <message>
        <source>crash after emit</source>
        <translation>发布后崩溃</translation>
    </message>
    <message>
        <source>crash after deduct</source>
        <translation>扣减后崩溃</translation>
    </message>
    <message>
        <source>crash after publish</source>
        <translation>中继发布后崩溃</translation>
    </message>
    <message>
        <source>process restart storm</source>
        <translation>进程重启风暴</translation>
    </message>
    <message>
        <source>The payment provider declines a share of the charges.</source>
        <translation>支付渠道拒绝一部分扣款。</translation>
    </message>
    <message>
        <source>The payment provider takes longer to answer a charge.</source>
        <translation>支付渠道对扣款的应答变慢。</translation>
    </message>
    <message>
        <source>The payment provider does what it is asked, but its answer is lost.</source>
        <translation>支付渠道已执行请求，但应答丢失。</translation>
    </message>
    <message>
        <source>The payment provider confirms so late that an order may be closed by then.</source>
        <translation>支付渠道确认得太晚，订单可能已经关闭。</translation>
    </message>
    <message>
        <source>A consumer takes longer for each batch of messages.</source>
        <translation>消费者处理每批消息都变慢。</translation>
    </message>
    <message>
        <source>The publisher repeats a share of its messages.</source>
        <translation>发布者重复发送一部分消息。</translation>
    </message>
    <message>
        <source>The publisher swaps neighbouring messages: those of different orders, or also those of one order.</source>
        <translation>发布者交换相邻的消息：不同订单之间，也可在同一订单之内。</translation>
    </message>
    <message>
        <source>The publisher adds messages that no consumer can read.</source>
        <translation>发布者额外发送任何消费者都读不懂的消息。</translation>
    </message>
    <message>
        <source>The publisher adds a truncated copy to a share of its messages.</source>
        <translation>发布者为一部分消息额外发送截断的副本。</translation>
    </message>
    <message>
        <source>Messages are published, but the broker&apos;s acknowledgement is lost.</source>
        <translation>消息已发布，但 broker 的确认丢失。</translation>
    </message>
    <message>
        <source>Each call from a node to one of its dependencies takes longer.</source>
        <translation>节点对某个依赖的每次调用都变慢。</translation>
    </message>
    <message>
        <source>Calls from a node to one of its dependencies vanish: no answer, no error, until the time-out.</source>
        <translation>节点对某个依赖的调用石沉大海：没有应答也没有错误，直到超时。</translation>
    </message>
    <message>
        <source>The connection from a node to one of its dependencies is reset at each call.</source>
        <translation>节点与某个依赖的连接在每次调用时被重置。</translation>
    </message>
    <message>
        <source>A dependency does what a node asks of it, but the answer is lost.</source>
        <translation>依赖已执行节点的请求，但应答丢失。</translation>
    </message>
    <message>
        <source>A consumer dies after a batch&apos;s effects, before it emits anything.</source>
        <translation>消费者在一批消息生效之后、发布任何事件之前崩溃。</translation>
    </message>
    <message>
        <source>A consumer dies after it emitted a batch&apos;s events, before it commits.</source>
        <translation>消费者在发布一批事件之后、提交位移之前崩溃。</translation>
    </message>
    <message>
        <source>The gateway dies after orders are stored, before it answers or publishes.</source>
        <translation>网关在订单入库之后、应答和发布之前崩溃。</translation>
    </message>
    <message>
        <source>The gateway dies after it published events, before it drops them from the outbox.</source>
        <translation>网关在发布事件之后、从发件箱删除之前崩溃。</translation>
    </message>
    <message>
        <source>Processes are restarted again and again.</source>
        <translation>进程被反复重启。</translation>
    </message>
    <message>
        <source>share of charges</source>
        <translation>扣款占比</translation>
    </message>
    <message>
        <source>share of calls</source>
        <translation>调用占比</translation>
    </message>
    <message>
        <source>share of messages</source>
        <translation>消息占比</translation>
    </message>
    <message>
        <source>added latency</source>
        <translation>增加的延迟</translation>
    </message>
    <message>
        <source>repeats of each</source>
        <translation>每条重复次数</translation>
    </message>
    <message>
        <source>of one order too (1)</source>
        <translation>包括同一订单（1）</translation>
    </message>
    <message>
        <source>crashes in all</source>
        <translation>崩溃总次数</translation>
    </message>
    <message>
        <source>restarts in all</source>
        <translation>重启总次数</translation>
    </message>
    <message>
        <source>one every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>what kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>link to</source>
        <translation>到哪个依赖</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>jitter</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>sameKey</source>
        <translation>同一订单</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>dependency</source>
        <translation>依赖</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>not-json</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>truncated</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>wrong-shape</source>
        <translation>结构不对</translation>
    </message>
    <message>
        <source>unknown-event</source>
        <translation>未知事件</translation>
    </message>
    <message>
        <source>huge</source>
        <translation>超大（1 MB）</translation>
    </message>
    <message>
        <source>redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>kafka</source>
        <translation>Kafka</translation>
    </message>
    <message>
        <source>ledger</source>
        <translation>账本</translation>
    </message>
    <message>
        <source>payment</source>
        <translation>支付</translation>
    </message>
    <message>
        <source>mail</source>
        <translation>邮件</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>between the parameters of a fault</extracomment>
        <translation>，</translation>
    </message>
    <message>
        <source> (%1)</source>
        <extracomment>after a fault&apos;s name: its parameters</extracomment>
        <translation>（%1）</translation>
    </message>
    <message>
        <source>nothing struck yet</source>
        <translation>尚未命中</translation>
    </message>
    <message>
        <source>struck %1 times</source>
        <translation>命中 %1 次</translation>
    </message>
    <message>
        <source>charges struck: %1</source>
        <translation>命中 %1 笔扣款</translation>
    </message>
    <message>
        <source>messages struck: %1</source>
        <translation>命中 %1 条消息</translation>
    </message>
    <message>
        <source>calls struck: %1</source>
        <translation>命中 %1 次调用</translation>
    </message>
    <message>
        <source>processes struck: %1</source>
        <translation>命中 %1 个进程</translation>
    </message>
    <message>
        <source>%1 cancelled</source>
        <translation>取消 %1</translation>
    </message>
    <message>
        <source>%1 rejected</source>
        <translation>拒绝 %1</translation>
    </message>
    <message>
        <source>%1 refunded</source>
        <translation>退款 %1</translation>
    </message>
    <message>
        <source>%1 dead letters</source>
        <translation>死信 %1</translation>
    </message>
    <message>
        <source>%1 duplicates suppressed</source>
        <translation>去重 %1</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>错误 %1</translation>
    </message>
    <message>
        <source>%1 restarts</source>
        <translation>重启 %1</translation>
    </message>
    <message>
        <source>since it was armed: %1</source>
        <translation>自注入以来：%1</translation>
    </message>
    <message>
        <source>share of batches</source>
        <translation>批次占比</translation>
    </message>
    <message>
        <source>pauses in all</source>
        <translation>暂停总次数</translation>
    </message>
    <message>
        <source>paused for</source>
        <translation>暂停时长</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>lock holder pause</source>
        <translation>持锁进程暂停</translation>
    </message>
    <message>
        <source>A process is paused while it holds a product&apos;s lock, and goes on after that.</source>
        <translation>进程在持有商品锁时被暂停，之后继续。</translation>
    </message>
</context>
<context>
    <name>Goals</name>
    <message>
        <source>Kill %1…</source>
        <translation>终止 %1…</translation>
    </message>
    <message>
        <source>Pause %1…</source>
        <translation>暂停 %1…</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>恢复 %1</translation>
    </message>
    <message>
        <source>Restart %1…</source>
        <translation>重启 %1…</translation>
    </message>
    <message>
        <source>Process %1</source>
        <translation>进程 %1</translation>
    </message>
    <message>
        <source>Clear the fault %1</source>
        <translation>清除故障 %1</translation>
    </message>
    <message>
        <source>Inject fault: %1…</source>
        <translation>注入故障：%1…</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>订单 %1</translation>
    </message>
    <message>
        <source>Product %1</source>
        <translation>商品 %1</translation>
    </message>
    <message>
        <source>Consumer group %1</source>
        <translation>消费者组 %1</translation>
    </message>
</context>
<context>
    <name>Invariant</name>
    <message>
        <source>no oversell</source>
        <translation>无超卖</translation>
    </message>
    <message>
        <source>no undersell</source>
        <translation>无少卖</translation>
    </message>
    <message>
        <source>stock conserved</source>
        <translation>库存守恒</translation>
    </message>
    <message>
        <source>no lost order</source>
        <translation>无丢单</translation>
    </message>
    <message>
        <source>one charge per order</source>
        <translation>每单只扣款一次</translation>
    </message>
    <message>
        <source>legal transitions</source>
        <translation>状态流转合法</translation>
    </message>
    <message>
        <source>order of events</source>
        <translation>事件顺序</translation>
    </message>
    <message>
        <source>idempotent orders</source>
        <translation>订单幂等</translation>
    </message>
    <message>
        <source>fencing tokens grow</source>
        <translation>栅栏令牌递增</translation>
    </message>
    <message>
        <source>Redis = ledger</source>
        <translation>Redis 与账本一致</translation>
    </message>
    <message>
        <source>everything bounded</source>
        <translation>一切有界</translation>
    </message>
    <message>
        <source>recovery in time</source>
        <translation>按时恢复</translation>
    </message>
</context>
<context>
    <name>LoadForm</name>
    <message>
        <source>A load runs: stop it first</source>
        <translation>已有负载在运行：请先停止</translation>
    </message>
</context>
<context>
    <name>LockModel</name>
    <message>
        <source>resource</source>
        <translation>资源</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>持有者</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Fencing token: writes with an older one are refused</source>
        <translation>栅栏令牌：携带旧令牌的写入会被拒绝</translation>
    </message>
    <message>
        <source>lease</source>
        <translation>租约</translation>
    </message>
    <message>
        <source>runs out in</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>held for</source>
        <translation>已持有</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待者</translation>
    </message>
    <message>
        <source>%1 (paused)</source>
        <translation>%1（已暂停）</translation>
    </message>
</context>
<context>
    <name>MovementModel</name>
    <message>
        <source>stocked</source>
        <translation>入库</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>预留</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>售出</translation>
    </message>
    <message>
        <source>released</source>
        <translation>释放</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>when</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>movement</source>
        <translation>流水类型</translation>
    </message>
    <message>
        <source>quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>order</source>
        <translation>订单</translation>
    </message>
</context>
<context>
    <name>NodeModel</name>
    <message>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>pid</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Share of one core over the last second</source>
        <translation>最近一秒占用单核的比例</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Resident, without the file pages that processes share</source>
        <translation>常驻内存，不含进程间共享的文件页</translation>
    </message>
    <message>
        <source>in/s</source>
        <translation>流入/秒</translation>
    </message>
    <message>
        <source>out/s</source>
        <translation>流出/秒</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>duplicates</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Events that came again and changed nothing</source>
        <translation>重复到达且未产生任何改变的事件</translation>
    </message>
    <message>
        <source>restarts</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>up for</source>
        <translation>运行时长</translation>
    </message>
    <message>
        <source>last exit</source>
        <translation>上次退出</translation>
    </message>
    <message>
        <source>partitions</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>breakers</source>
        <translation>熔断器</translation>
    </message>
    <message>
        <source>Circuit breakers to what the node depends on: an open one refuses calls at once</source>
        <translation>到节点所依赖服务的熔断器：断开时立即拒绝调用</translation>
    </message>
</context>
<context>
    <name>OpsEvent</name>
    <message>
        <source>{node} started (pid {pid})</source>
        <translation>{node} 已启动（pid {pid}）</translation>
    </message>
    <message>
        <source>{node} is up</source>
        <translation>{node} 已就绪</translation>
    </message>
    <message>
        <source>{node} is paused</source>
        <translation>{node} 已暂停</translation>
    </message>
    <message>
        <source>{node} goes on</source>
        <translation>{node} 已恢复运行</translation>
    </message>
    <message>
        <source>{node} stopped</source>
        <translation>{node} 已停止</translation>
    </message>
    <message>
        <source>{node} ended ({exit}) to be restarted</source>
        <translation>{node} 已结束（{exit}），即将重启</translation>
    </message>
    <message>
        <source>{node} died ({exit}); starts again in {millis} ms</source>
        <translation>{node} 意外退出（{exit}），{millis} ms 后重新启动</translation>
    </message>
    <message>
        <source>{node} cannot be used: {why}</source>
        <translation>{node} 无法使用：{why}</translation>
    </message>
    <message>
        <source>{node} had a torn write at the end of {file}: {bytes} bytes were cut off, and kept as {kept}</source>
        <translation>{node} 的 {file} 末尾写入不完整：已截去 {bytes} 字节，保存为 {kept}</translation>
    </message>
    <message>
        <source>{node}: the breaker to {dependency} opened[: {why}]</source>
        <translation>{node}：到 {dependency} 的熔断器已断开[：{why}]</translation>
    </message>
    <message>
        <source>{node}: the breaker to {dependency} closed</source>
        <translation>{node}：到 {dependency} 的熔断器已闭合</translation>
    </message>
    <message>
        <source>{node}: the breaker to {dependency} is held open</source>
        <translation>{node}：到 {dependency} 的熔断器被强制断开</translation>
    </message>
    <message>
        <source>{node}: the breaker to {dependency} is held closed</source>
        <translation>{node}：到 {dependency} 的熔断器被强制闭合</translation>
    </message>
    <message>
        <source>{fault} armed for {seconds} s[ on {target}] ({id})</source>
        <translation>{fault}：已注入[到 {target}]，持续 {seconds} s（{id}）</translation>
    </message>
    <message numerus="yes">
        <source>{fault} cleared: it struck {hits} times ({id})</source>
        <translation>
            <numerusform>{fault}：已清除，命中 {hits} 次（{id}）</numerusform>
        </translation>
    </message>
    <message>
        <source>{fault} cleared: it never struck ({id})</source>
        <translation>{fault}：已清除，从未命中（{id}）</translation>
    </message>
    <message numerus="yes">
        <source>{fault} ended: it struck {hits} times ({id})</source>
        <translation>
            <numerusform>{fault}：已到期，命中 {hits} 次（{id}）</numerusform>
        </translation>
    </message>
    <message>
        <source>{fault} ended: it never struck ({id})</source>
        <translation>{fault}：已到期，从未命中（{id}）</translation>
    </message>
    <message>
        <source>{shape} started ({id})</source>
        <translation>已启动：{shape}（{id}）</translation>
    </message>
    <message>
        <source>failed: {why} ({id})</source>
        <translation>失败：{why}（{id}）</translation>
    </message>
    <message>
        <source>{state}: {sent} sent, {accepted} accepted, {refused} refused, {failed} failed ({id})</source>
        <translation>{state}：发送 {sent}，接受 {accepted}，拒绝 {refused}，失败 {failed}（{id}）</translation>
    </message>
    <message>
        <source>every invariant holds</source>
        <translation>所有不变量均成立</translation>
    </message>
    <message>
        <source>broken: {invariant} ({detail})</source>
        <translation>已被破坏：{invariant}（{detail}）</translation>
    </message>
    <message>
        <source>not checked: {invariant} ({detail})</source>
        <translation>未检查：{invariant}（{detail}）</translation>
    </message>
    <message>
        <source>{hold} hold, {unchecked} not checked</source>
        <translation>{hold} 条成立，{unchecked} 条未检查</translation>
    </message>
    <message>
        <source>failed: {why}</source>
        <translation>失败：{why}</translation>
    </message>
    <message>
        <source>{action} {node}</source>
        <translation>{action} {node}</translation>
    </message>
    <message>
        <source>breaker {dependency} of {node}: {force}</source>
        <translation>{node} 到 {dependency} 的熔断器：{force}</translation>
    </message>
    <message>
        <source>cancelled order {order}</source>
        <translation>取消订单 {order}</translation>
    </message>
    <message>
        <source>restocked {product}: +{quantity}</source>
        <translation>补货 {product}：+{quantity}</translation>
    </message>
    <message>
        <source>redrive of {letters} dead letters started ({id}, {what})</source>
        <translation>开始重投 {letters} 条死信（{id}，{what}）</translation>
    </message>
    <message>
        <source>{id} {state}: {redriven} of {planned} redriven, {skipped} skipped[ ({why})]</source>
        <translation>{id} {state}：{planned} 条中已重投 {redriven} 条，跳过 {skipped} 条[（{why}）]</translation>
    </message>
    <message>
        <source>asked to cancel the redrive</source>
        <translation>要求取消重投</translation>
    </message>
    <message>
        <source>discarded {letters} dead letters ({what})</source>
        <translation>已丢弃 {letters} 条死信（{what}）</translation>
    </message>
    <message>
        <source>rebuild of the store started ({id})</source>
        <translation>开始重建存储（{id}）</translation>
    </message>
    <message>
        <source>dry run of a rebuild of the store started ({id})</source>
        <translation>开始试运行存储重建（{id}）</translation>
    </message>
    <message>
        <source>asked for a shutdown</source>
        <translation>请求关闭系统</translation>
    </message>
    <message>
        <source>the system is up</source>
        <translation>系统已就绪</translation>
    </message>
    <message>
        <source>the system is up in part: some processes are not</source>
        <translation>系统部分就绪：有进程未就绪</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>the daemon died ({exit}) and was started again</source>
        <translation>后台守护进程意外退出（{exit}），已重新启动</translation>
    </message>
    <message>
        <source>the data folder {folder} was moved away, removed or replaced: stopping</source>
        <translation>数据目录 {folder} 已被移走、删除或替换：正在停止</translation>
    </message>
    <message>
        <source>written again, since somebody removed or changed it: {files}</source>
        <translation>文件被删除或改动，已重新写入：{files}</translation>
    </message>
    <message>
        <source>the append-only file of redis was removed: it is written anew</source>
        <translation>redis 的仅追加文件被删除：正在重新写入</translation>
    </message>
    <message>
        <source>redis cannot write its append-only file anew: what it holds is in its memory alone</source>
        <translation>redis 无法重新写入仅追加文件：其数据只在内存中</translation>
    </message>
    <message>
        <source>the append-only file of redis is whole again</source>
        <translation>redis 的仅追加文件已恢复完整</translation>
    </message>
    <message>
        <source>redis is restarted, since its socket {socket} was removed</source>
        <translation>redis 的套接字 {socket} 被删除，redis 正在重启</translation>
    </message>
    <message>
        <source>the store is closed: {why}</source>
        <translation>存储已关闭：{why}</translation>
    </message>
    <message>
        <source>the store is open again</source>
        <translation>存储已重新开放</translation>
    </message>
    <message>
        <source>{id} done: {orders} accepted orders</source>
        <translation>{id} 已完成：{orders} 个已接受订单</translation>
    </message>
    <message>
        <source>{id} failed: {why}</source>
        <translation>{id} 已失败：{why}</translation>
    </message>
    <message>
        <source>the ledger cannot be used: {why}</source>
        <translation>账本无法使用：{why}</translation>
    </message>
    <message>
        <source>the ledger can be used again</source>
        <translation>账本已恢复可用</translation>
    </message>
    <message>
        <source>a new, empty ledger begins</source>
        <translation>开始使用一个新的空账本</translation>
    </message>
</context>
<context>
    <name>OrderModel</name>
    <message>
        <source>order</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>user</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>items</source>
        <translation>商品明细</translation>
    </message>
    <message>
        <source>amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>placed</source>
        <translation>下单时间</translation>
    </message>
    <message>
        <source>took</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>From placing to the newest event in the ledger</source>
        <translation>从下单到账本中最新事件的时间</translation>
    </message>
    <message>
        <source>age</source>
        <translation>龄期</translation>
    </message>
    <message>
        <source>Since it was placed; of an open order since its last step: so long it has stood still</source>
        <translation>自下单起；未结束的订单自上一步起：即已停留的时间</translation>
    </message>
    <message>
        <source>waits for</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>The service that takes an open order on, its processes that do not work now, and when the order&apos;s deadline ends it</source>
        <translation>接手未结束订单的服务、其中当前不工作的进程，以及期限何时结束该订单</translation>
    </message>
    <message>
        <source>Orders stand in the order in which they were placed, the newest first: all of the ledger&apos;s</source>
        <translation>订单按下单时间排列，最新的在前：包括账本中的全部订单</translation>
    </message>
    <message>
        <source>%1, cancelled in %2</source>
        <translation>%1，%2 后取消</translation>
    </message>
    <message>
        <source>%1, refunded in %2</source>
        <translation>%1，%2 后退款</translation>
    </message>
    <message>
        <source>%1, deadline passed %2 ago</source>
        <translation>%1，期限已过 %2</translation>
    </message>
</context>
<context>
    <name>PartitionModel</name>
    <message>
        <source>topic</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>partition</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>committed</source>
        <translation>已提交</translation>
    </message>
    <message>
        <source>end</source>
        <translation>末端</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>read by</source>
        <translation>消费者</translation>
    </message>
</context>
<context>
    <name>ProductModel</name>
    <message>
        <source>product</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>available / reserved / sold</source>
        <translation>可用 / 预留 / 售出</translation>
    </message>
    <message>
        <source>available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>预留</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>售出</translation>
    </message>
    <message>
        <source>stocked</source>
        <translation>入库</translation>
    </message>
    <message>
        <source>All that was ever put in stock: available + reserved + sold</source>
        <translation>历史入库总量：可用 + 预留 + 售出</translation>
    </message>
    <message>
        <source>sold/s</source>
        <translation>售出/秒</translation>
    </message>
    <message>
        <source>sells out in</source>
        <translation>预计售罄</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>The newest fencing token of the product&apos;s lock</source>
        <translation>该商品锁的最新栅栏令牌</translation>
    </message>
    <message>
        <source>%1 available, %2 reserved, %3 sold of %4 ever stocked</source>
        <translation>历史入库 %4 件：可用 %1，预留 %2，售出 %3</translation>
    </message>
</context>
<context>
    <name>StreamGroupModel</name>
    <message>
        <source>group</source>
        <translation>消费者组</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Messages behind: end offset less committed offset, over all partitions</source>
        <translation>落后消息数：所有分区的末端位移减去已提交位移之和</translation>
    </message>
    <message>
        <source>oldest</source>
        <translation>最早消息</translation>
    </message>
    <message>
        <source>Age of the oldest message that was not consumed</source>
        <translation>最早未消费消息的等待时间</translation>
    </message>
    <message>
        <source>in/s</source>
        <translation>流入/秒</translation>
    </message>
    <message>
        <source>out/s</source>
        <translation>流出/秒</translation>
    </message>
    <message>
        <source>drains in</source>
        <translation>预计清空</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>判定</translation>
    </message>
</context>
<context>
    <name>TimelineModel</name>
    <message>
        <source>when</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Since the event before</source>
        <translation>距上一事件的时间</translation>
    </message>
    <message>
        <source>event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>says</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>topic/partition@offset</source>
        <translation>主题/分区@位移</translation>
    </message>
    <message>
        <source>in the ledger</source>
        <translation>入账用时</translation>
    </message>
    <message>
        <source>From the event to its place in the ledger</source>
        <translation>从事件发生到写入账本的时间</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>已拒付</translation>
    </message>
    <message>
        <source>card declined</source>
        <translation>银行卡被拒</translation>
    </message>
    <message>
        <source>payment declined</source>
        <translation>支付被拒</translation>
    </message>
    <message>
        <source>accrued</source>
        <translation>已累积</translation>
    </message>
    <message>
        <source>reversed</source>
        <translation>已冲销</translation>
    </message>
    <message>
        <source>items reserved</source>
        <translation>商品已预留</translation>
    </message>
    <message>
        <source>items released</source>
        <translation>商品已释放</translation>
    </message>
    <message>
        <source>items returned</source>
        <translation>商品已退回</translation>
    </message>
    <message>
        <source>out of stock</source>
        <translation>缺货</translation>
    </message>
    <message>
        <source>deadline passed</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>cancelled by request</source>
        <translation>应请求取消</translation>
    </message>
    <message>
        <source>payment refunded</source>
        <translation>款项已退回</translation>
    </message>
    <message>
        <source>order confirmation</source>
        <translation>订单确认</translation>
    </message>
    <message>
        <source>order cancelled</source>
        <translation>订单取消</translation>
    </message>
</context>
<context>
    <name>TopicModel</name>
    <message>
        <source>topic</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>partitions</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>消息数</translation>
    </message>
    <message>
        <source>End offsets of all partitions, added up</source>
        <translation>所有分区末端位移之和</translation>
    </message>
    <message>
        <source>read by</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>dead letters</source>
        <translation>死信</translation>
    </message>
    <message>
        <source>Messages of the topic that some service could not take, and that wait to be redriven</source>
        <translation>该主题中有服务无法处理、等待重投的消息</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>落后</translation>
    </message>
    <message>
        <source>Messages that the slowest group has still to read</source>
        <translation>最慢的消费者组尚未读取的消息数</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ActText</name>
    <message>
        <source>view</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>operate</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>管理</translation>
    </message>
    <message>
        <source>place order</source>
        <translation>下单</translation>
    </message>
    <message>
        <source>cancel order</source>
        <translation>取消订单</translation>
    </message>
    <message>
        <source>restock</source>
        <translation>补货</translation>
    </message>
    <message>
        <source>control node</source>
        <translation>控制节点</translation>
    </message>
    <message>
        <source>force breaker</source>
        <translation>强制熔断器</translation>
    </message>
    <message>
        <source>start load</source>
        <translation>启动负载</translation>
    </message>
    <message>
        <source>change load rate</source>
        <translation>更改负载速率</translation>
    </message>
    <message>
        <source>stop load</source>
        <translation>停止负载</translation>
    </message>
    <message>
        <source>arm fault</source>
        <translation>注入故障</translation>
    </message>
    <message>
        <source>clear fault</source>
        <translation>清除故障</translation>
    </message>
    <message>
        <source>clear every fault</source>
        <translation>清除全部故障</translation>
    </message>
    <message>
        <source>redrive</source>
        <translation>重新投递</translation>
    </message>
    <message>
        <source>cancel redrive</source>
        <translation>取消重新投递</translation>
    </message>
    <message>
        <source>discard</source>
        <translation>丢弃死信</translation>
    </message>
    <message>
        <source>rebuild</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>shut down</source>
        <translation>关闭系统</translation>
    </message>
    <message>
        <source>create token</source>
        <translation>创建令牌</translation>
    </message>
    <message>
        <source>revoke token</source>
        <translation>吊销令牌</translation>
    </message>
    <message>
        <source>api</source>
        <translation>API</translation>
    </message>
    <message>
        <source>console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>ctl</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>This token may only view</source>
        <translation>此令牌只能查看</translation>
    </message>
    <message>
        <source>This needs a token with the scope %1</source>
        <translation>这需要范围为“%1”的令牌</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ActsPage</name>
    <message>
        <source>Acts</source>
        <translation>操作记录</translation>
    </message>
    <message>
        <source>what was done to the system, newest first</source>
        <translation>对系统执行过的操作，最新在前</translation>
    </message>
    <message>
        <source>Filter acts</source>
        <translation>筛选操作</translation>
    </message>
    <message>
        <source>Nobody did anything to the system yet</source>
        <translation>还没有人对系统执行过操作</translation>
    </message>
    <message>
        <source>The log of acts was not read yet</source>
        <translation>尚未读取操作记录</translation>
    </message>
    <message>
        <source>No act that was loaded is like that</source>
        <translation>已加载的操作中没有符合条件的</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::BreakerMenu</name>
    <message>
        <source>Hold open: refuse every call</source>
        <translation>强制断开：拒绝所有调用</translation>
    </message>
    <message>
        <source>Hold closed: let every call through</source>
        <translation>强制闭合：放行所有调用</translation>
    </message>
    <message>
        <source>Let it decide by itself</source>
        <translation>恢复自动</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::BreakerText</name>
    <message>
        <source>%1: %2, held by an operator</source>
        <translation>%1：%2，由操作员强制</translation>
    </message>
    <message>
        <source>%1 of calls failed</source>
        <translation>%1 的调用失败</translation>
    </message>
    <message>
        <source>opened %1×</source>
        <translation>断开过 %1 次</translation>
    </message>
    <message>
        <source>next probe in %1</source>
        <translation>%1 后再次试探</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::BurstForm</name>
    <message>
        <source>Orders</source>
        <translation>订单数</translation>
    </message>
    <message>
        <source>Send as fast as they are answered</source>
        <translation>以最快应答速度发送</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ChartLegend</name>
    <message>
        <source>Click a name to hide its line, or to show it again</source>
        <translation>点击名称可隐藏该曲线，再次点击恢复显示</translation>
    </message>
    <message>
        <source>Legend of %1</source>
        <translation>%1 的图例</translation>
    </message>
    <message>
        <source>%1: hidden. Space shows it</source>
        <translation>%1：已隐藏。按空格键显示</translation>
    </message>
    <message>
        <source>%1: shown. Space hides it</source>
        <translation>%1：已显示。按空格键隐藏</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ChartsPage</name>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>accept p99</source>
        <translation>接单 p99</translation>
    </message>
    <message>
        <source>end-to-end p99</source>
        <translation>端到端 p99</translation>
    </message>
    <message>
        <source>Save “%1” as PNG</source>
        <translation>将“%1”保存为 PNG</translation>
    </message>
    <message>
        <source>Nothing was measured yet</source>
        <translation>尚无测量数据</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>a second, over the last 2 s</source>
        <translation>每秒，取最近 2 秒</translation>
    </message>
    <message>
        <source>Accept p99</source>
        <translation>接单 p99</translation>
    </message>
    <message>
        <source>from the request to the 202, of the last 10 s</source>
        <translation>从请求到返回 202，取最近 10 秒</translation>
    </message>
    <message>
        <source>No order was taken lately</source>
        <translation>最近没有接受订单</translation>
    </message>
    <message>
        <source>End-to-end p99</source>
        <translation>端到端 p99</translation>
    </message>
    <message>
        <source>from the accept to the end in the ledger, of the last 10 s</source>
        <translation>从接受到账本中的终态，取最近 10 秒</translation>
    </message>
    <message>
        <source>No order came to its end lately</source>
        <translation>最近没有订单到达终态</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>messages behind, by consumer group</source>
        <translation>落后的消息数，按消费者组</translation>
    </message>
    <message>
        <source>No lag was measured yet</source>
        <translation>尚未测得积压</translation>
    </message>
    <message>
        <source>Stock left</source>
        <translation>剩余库存</translation>
    </message>
    <message>
        <source>of all that was ever stocked</source>
        <translation>占历来入库总量</translation>
    </message>
    <message>
        <source>the scarcest %1 of %2</source>
        <translation>共 %2 种，显示最紧缺的 %1 种</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>of one core, by node</source>
        <translation>占单核比例，按节点</translation>
    </message>
    <message>
        <source>the busiest %1 of %2</source>
        <translation>共 %2 个，显示最繁忙的 %1 个</translation>
    </message>
    <message>
        <source>The last half hour as the daemon keeps it. Drag to zoom; the arrow keys read values.</source>
        <translation>守护进程保留的最近半小时。拖动可缩放；方向键读取数值。</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::CommandPalette</name>
    <message>
        <source>Not now</source>
        <translation>暂不可用</translation>
    </message>
    <message>
        <source>Go to a page, an act or a thing</source>
        <translation>前往页面、操作或对象</translation>
    </message>
    <message>
        <source>Page, act, order, product, process, group or fault…</source>
        <translation>页面、操作、订单、商品、进程、消费者组或故障…</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Type %1 to confirm</source>
        <translation>输入 %1 以确认</translation>
    </message>
    <message>
        <source>Reason, for the log of acts (optional)</source>
        <translation>原因，写入操作记录（可选）</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::DeadLetterPanel</name>
    <message>
        <source>no text: shown as hexadecimal</source>
        <translation>非文本：以十六进制显示</translation>
    </message>
    <message>
        <source>the first %1</source>
        <translation>前 %1</translation>
    </message>
    <message>
        <source>was cut, and cannot be redriven</source>
        <translation>已被截断，无法重投</translation>
    </message>
    <message>
        <source>All topics (%1)</source>
        <translation>全部主题（%1）</translation>
    </message>
    <message>
        <source>None of these can be redriven</source>
        <translation>这些死信都无法重投</translation>
    </message>
    <message>
        <source>They go back onto their topics (%1), for every service that reads them, at most %2 a second: about %3.</source>
        <translation>它们将放回原主题（%1），由读取这些主题的所有服务重新接收，每秒至多 %2 条：约需 %3。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them were cut or no longer wait, and are skipped.</source>
        <translation>
            <numerusform>其中 %Ln 条已被截断或不再等待，将被跳过。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Redrive %Ln dead letters?</source>
        <translation>
            <numerusform>重投 %Ln 条死信？</numerusform>
        </translation>
    </message>
    <message>
        <source>What fails again comes back here. What a service did before has no effect twice.</source>
        <translation>再次失败的会回到这里。服务已完成的处理不会重复生效。</translation>
    </message>
    <message>
        <source>Redrive</source>
        <translation>重投</translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln dead letters?</source>
        <translation>
            <numerusform>丢弃 %Ln 条死信？</numerusform>
        </translation>
    </message>
    <message>
        <source>They stay in the book, marked as discarded, and are not redriven.</source>
        <translation>它们会作为已丢弃保留在账簿中，不再重投。</translation>
    </message>
    <message>
        <source>An order that waits for one of them stands still until the reconciler or a cancellation moves it.</source>
        <translation>等待其中某条消息的订单将停滞，直到对账器或取消操作推动它。</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letters discarded</source>
        <translation>
            <numerusform>已丢弃 %Ln 条死信</numerusform>
        </translation>
    </message>
    <message>
        <source>Dead letters</source>
        <translation>死信</translation>
    </message>
    <message>
        <source>the newest %1 that wait</source>
        <translation>最新的 %1 条等待中的死信</translation>
    </message>
    <message>
        <source>messages that a service could not take</source>
        <translation>服务无法处理的消息</translation>
    </message>
    <message>
        <source>Topic of the dead letters</source>
        <translation>死信的主题</translation>
    </message>
    <message>
        <source>Redrive…</source>
        <translation>重投…</translation>
    </message>
    <message>
        <source>Put the selected letters back onto their topics</source>
        <translation>将所选死信放回原主题</translation>
    </message>
    <message>
        <source>Redrive all…</source>
        <translation>全部重投…</translation>
    </message>
    <message>
        <source>Put every waiting letter of the chosen topic back</source>
        <translation>将所选主题中等待的死信全部放回</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>丢弃…</translation>
    </message>
    <message>
        <source>Mark the selected letters as not to be redriven</source>
        <translation>将所选死信标记为不再重投</translation>
    </message>
    <message>
        <source>No dead letters: every message found a service that could take it</source>
        <translation>没有死信：每条消息都被服务成功处理</translation>
    </message>
    <message>
        <source>Body of the selected dead letter</source>
        <translation>所选死信的内容</translation>
    </message>
    <message>
        <source>Select a letter to see its body</source>
        <translation>选择一条死信以查看其内容</translation>
    </message>
    <message>
        <source>A redrive runs</source>
        <translation>正在重投</translation>
    </message>
    <message>
        <source>Select dead letters first</source>
        <translation>请先选择死信</translation>
    </message>
    <message>
        <source>No dead letter waits</source>
        <translation>没有等待中的死信</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::EventList</name>
    <message>
        <source>Newest events</source>
        <translation>最新事件</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter the events</source>
        <translation>筛选事件</translation>
    </message>
    <message>
        <source>No event yet</source>
        <translation>暂无事件</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::EventStrip</name>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>操作员</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Newest events</source>
        <translation>最新事件</translation>
    </message>
    <message>
        <source>Switch between local time and UTC (Ctrl+U)</source>
        <translation>切换本地时间与 UTC（Ctrl+U）</translation>
    </message>
    <message>
        <source>How often the figures are refreshed</source>
        <translation>数据刷新频率</translation>
    </message>
    <message>
        <source>Age of the last refresh; F5 refreshes now</source>
        <translation>距上次刷新的时间；按 F5 立即刷新</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message>
        <source>no refresh yet</source>
        <translation>尚未刷新</translation>
    </message>
    <message>
        <source>refreshed just now</source>
        <translation>刚刚刷新</translation>
    </message>
    <message>
        <source>refreshed %1 ago</source>
        <translation>%1 前刷新</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>No event yet</source>
        <translation>暂无事件</translation>
    </message>
    <message>
        <source>Click or Enter lists the newest events</source>
        <translation>点击或按回车键列出最新事件</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::EventText</name>
    <message>
        <source> (%1 times in %2 s)</source>
        <translation>（%2 秒内 %1 次）</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>ramp</source>
        <translation>爬升</translation>
    </message>
    <message>
        <source>spike</source>
        <translation>尖峰</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>step</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>poisson</source>
        <translation>泊松</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>已失败</translation>
    </message>
    <message>
        <source>signal %1</source>
        <translation>信号 %1</translation>
    </message>
    <message>
        <source>exit %1</source>
        <translation>退出码 %1</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>kill</source>
        <translation>强制终止</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>hold open</source>
        <translation>强制断开</translation>
    </message>
    <message>
        <source>hold closed</source>
        <translation>强制闭合</translation>
    </message>
    <message>
        <source>let it decide</source>
        <translation>恢复自动</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ArmedFaultList</name>
    <message>
        <source>Armed now</source>
        <translation>当前已注入</translation>
    </message>
    <message>
        <source>every instance</source>
        <translation>所有实例</translation>
    </message>
    <message>
        <source>starts in %1</source>
        <translation>%1 后开始</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Clear %1</source>
        <translation>清除 %1</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::FaultBand</name>
    <message>
        <source>Clear all faults</source>
        <translation>清除全部故障</translation>
    </message>
    <message>
        <source>Ends every armed fault now (Ctrl+Shift+X)</source>
        <translation>立即结束所有已注入的故障（Ctrl+Shift+X）</translation>
    </message>
    <message>
        <source>FAULT ARMED</source>
        <translation>故障已注入</translation>
    </message>
    <message numerus="yes">
        <source>%n FAULTS ARMED</source>
        <translation>
            <numerusform>已注入 %n 个故障</numerusform>
        </translation>
    </message>
    <message>
        <source>every instance</source>
        <translation>所有实例</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>starts in %1</source>
        <translation>%1 后开始</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::Feed</name>
    <message>
        <source>the console does not refresh</source>
        <translation>控制台未刷新</translation>
    </message>
    <message>
        <source>the daemon does not answer</source>
        <translation>守护进程无应答</translation>
    </message>
    <message>
        <source>No backend was found yet</source>
        <translation>尚未找到后端</translation>
    </message>
    <message>
        <source>The backend is starting</source>
        <translation>后端正在启动</translation>
    </message>
    <message>
        <source>No backend answers now</source>
        <translation>现在没有后端应答</translation>
    </message>
    <message>
        <source>The backend refuses this console</source>
        <translation>后端拒绝此控制台</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::FileForm</name>
    <message>
        <source>%1 cannot be read</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>File of orders</source>
        <translation>订单文件</translation>
    </message>
    <message>
        <source>Orders (*.jsonl *.csv)</source>
        <translation>订单 (*.jsonl *.csv)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Orders per second</source>
        <translation>每秒订单数</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Send the file</source>
        <translation>发送文件</translation>
    </message>
    <message>
        <source>JSON lines: one order a line, as for POST /orders. CSV: userId,productId,quantity and optionally order; rows with the same order make one. A file with a wrong line is refused whole.</source>
        <translation>JSON Lines：每行一个订单，格式同 POST /orders。CSV:userId,productId,quantity，可选 order;order 相同的行合为一个订单。只要有一行出错，整个文件都会被拒绝。</translation>
    </message>
    <message>
        <source>A load runs: stop it first</source>
        <translation>已有负载在运行：请先停止</translation>
    </message>
    <message>
        <source>Choose a file first</source>
        <translation>请先选择文件</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::GroupText</name>
    <message>
        <source>optional</source>
        <translation>可选</translation>
    </message>
    <message>
        <source>growing</source>
        <translation>持续增长</translation>
    </message>
    <message>
        <source>never</source>
        <translation>不会</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::HistogramBars</name>
    <message>
        <source>%1 to %2: %3 times</source>
        <translation>%1 至 %2：%3 次</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InjectFaultDialog</name>
    <message>
        <source>every node of the service</source>
        <translation>该服务的所有节点</translation>
    </message>
    <message>
        <source>The faults are not known</source>
        <translation>无法获取故障目录</translation>
    </message>
    <message>
        <source>Armed</source>
        <translation>已注入</translation>
    </message>
    <message>
        <source>Not armed</source>
        <translation>未注入</translation>
    </message>
    <message>
        <source>Inject fault</source>
        <translation>注入故障</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>For</source>
        <translation>持续时间</translation>
    </message>
    <message>
        <source>Arm the fault</source>
        <translation>注入故障</translation>
    </message>
    <message>
        <source>every %1</source>
        <translation>所有 %1</translation>
    </message>
    <message>
        <source>every process that it can strike</source>
        <translation>所有可作用的进程</translation>
    </message>
    <message>
        <source>There is nothing that it could strike</source>
        <translation>没有可作用的对象</translation>
    </message>
    <message>
        <source>%1. Strikes %2 at once, for %3, and ends by itself.</source>
        <translation>%1。立即作用于%2，持续 %3，到期自动结束。</translation>
    </message>
    <message>
        <source>%1. Strikes %2 in %3, for %4, and ends by itself.</source>
        <translation>%1。%3 后作用于%2，持续 %4，到期自动结束。</translation>
    </message>
    <message>
        <source>The list below shows what it strikes, and what happens since.</source>
        <translation>下方列表显示命中情况以及此后发生的事。</translation>
    </message>
    <message>
        <source>Not cleared</source>
        <translation>未清除</translation>
    </message>
    <message>
        <source>Start after</source>
        <translation>延迟开始</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InjectOrdersDialog</name>
    <message>
        <source>The rate stays</source>
        <translation>速率未改变</translation>
    </message>
    <message>
        <source>Nothing was sent</source>
        <translation>未发送任何订单</translation>
    </message>
    <message>
        <source>Inject orders</source>
        <translation>注入订单</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>突发</translation>
    </message>
    <message>
        <source>One order</source>
        <translation>单个订单</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Ways to place orders</source>
        <translation>下单方式</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InvariantList</name>
    <message>
        <source>since %1</source>
        <translation>自 %1</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>尚未检查</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InventoryCard</name>
    <message>
        <source>SKU</source>
        <translation>SKU</translation>
    </message>
    <message>
        <source>Available, reserved and sold, of all that was ever stocked</source>
        <translation>可用、预留与售出占历史入库总量的比例</translation>
    </message>
    <message>
        <source>left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>sells out</source>
        <translation>售罄</translation>
    </message>
    <message>
        <source>Time until none is left, at the rate of the last 10 seconds</source>
        <translation>按最近 10 秒的速率，距售罄的时间</translation>
    </message>
    <message>
        <source>Redis inventory</source>
        <translation>Redis 库存</translation>
    </message>
    <message numerus="yes">
        <source>%n SKUs, worst first</source>
        <translation>
            <numerusform>%n 个 SKU · 最紧缺的在前</numerusform>
        </translation>
    </message>
    <message>
        <source>No product is stocked yet. They come from the catalogue when the backend starts.</source>
        <translation>尚无商品入库。后端启动时会从商品目录载入。</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>已平衡</translation>
    </message>
    <message>
        <source>out of balance</source>
        <translation>不平衡</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>%1 available, %2 reserved, %3 sold of %4 ever stocked</source>
        <translation>历史入库 %4 件：可用 %1，预留 %2，售出 %3</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InventoryPage</name>
    <message numerus="yes">
        <source>%n products</source>
        <translation>
            <numerusform>%n 种商品</numerusform>
        </translation>
    </message>
    <message>
        <source>Inventory</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Stock movements</source>
        <translation>库存流水</translation>
    </message>
    <message>
        <source>Filter products</source>
        <translation>筛选商品</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>Here stands every product of the catalogue once the backend runs</source>
        <translation>后端运行后，这里会列出目录中的所有商品</translation>
    </message>
    <message>
        <source>Select a product to see its stock move</source>
        <translation>选择一种商品以查看其库存流水</translation>
    </message>
    <message>
        <source>No movement of this product yet</source>
        <translation>该商品暂无流水</translation>
    </message>
    <message>
        <source>Restock…</source>
        <translation>补货…</translation>
    </message>
    <message>
        <source>Select a product first</source>
        <translation>请先选择商品</translation>
    </message>
    <message>
        <source>Put more units in stock</source>
        <translation>增加库存数量</translation>
    </message>
    <message>
        <source>Restock %1</source>
        <translation>为 %1 补货</translation>
    </message>
    <message>
        <source>Units to add:</source>
        <translation>增加数量：</translation>
    </message>
    <message>
        <source>%1: %2 units added</source>
        <translation>%1：已增加 %2 件</translation>
    </message>
    <message>
        <source>Restock of %1: %2</source>
        <translation>%1 补货失败：%2</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LagCard</name>
    <message>
        <source>group</source>
        <translation>消费者组</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>Messages behind: end offset less committed offset, over all partitions</source>
        <translation>落后消息数：所有分区的末端位移减去已提交位移之和</translation>
    </message>
    <message>
        <source>oldest</source>
        <translation>最早消息</translation>
    </message>
    <message>
        <source>Age of the oldest message that was not consumed</source>
        <translation>最早未消费消息的等待时间</translation>
    </message>
    <message>
        <source>drains in</source>
        <translation>预计清空</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Kafka lag</source>
        <translation>Kafka 积压</translation>
    </message>
    <message>
        <source>messages behind</source>
        <translation>落后消息数</translation>
    </message>
    <message>
        <source>Consumer groups appear once they joined</source>
        <translation>消费者组加入后会显示在这里</translation>
    </message>
    <message>
        <source>Consumer groups</source>
        <translation>消费者组</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LagChart</name>
    <message>
        <source>No lag was measured yet</source>
        <translation>尚未测得积压</translation>
    </message>
    <message>
        <source>Lag of every consumer group over time</source>
        <translation>各消费者组的积压变化</translation>
    </message>
    <message>
        <source>messages behind</source>
        <translation>落后的消息数</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LineChart</name>
    <message>
        <source>Save the chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>另存为 PNG…</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>%1, %2: the arrow keys read values, + and - zoom</source>
        <translation>%1，%2：方向键读取数值，+ 和 - 缩放</translation>
    </message>
    <message>
        <source>Back to live (double click)</source>
        <translation>返回实时（双击）</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LoadPill</name>
    <message>
        <source>reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
    <message>
        <source>load %1/s</source>
        <translation>负载 %1/秒</translation>
    </message>
    <message>
        <source>Stop the load: what was sent already goes on</source>
        <translation>停止负载：已发送的订单会继续处理</translation>
    </message>
    <message>
        <source>The load that runs: click shows it whole</source>
        <translation>正在运行的负载：点击查看详情</translation>
    </message>
    <message>
        <source>Stop the load</source>
        <translation>停止负载</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LoadProgress</name>
    <message>
        <source>Reading the file: %1</source>
        <translation>正在读取文件：%1</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress of the load</source>
        <translation>负载进度</translation>
    </message>
    <message>
        <source>%1 of %2 orders sent · %3/s · %4</source>
        <translation>已发送 %1 / %2 个订单 · %3/秒 · %4</translation>
    </message>
    <message>
        <source>%1 orders sent · %2/s · %3</source>
        <translation>已发送 %1 个订单 · %2/秒 · %3</translation>
    </message>
    <message>
        <source>What was sent already goes on</source>
        <translation>已发送的订单会继续处理</translation>
    </message>
    <message>
        <source>No load runs</source>
        <translation>没有负载在运行</translation>
    </message>
    <message>
        <source>answered in p50 %1 · p99 %2 · p99.9 %3</source>
        <translation>应答耗时 p50 %1 · p99 %2 · p99.9 %3</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LockCard</name>
    <message>
        <source>resource</source>
        <translation>资源</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>持有者</translation>
    </message>
    <message>
        <source>fence</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>The newest fencing token: a write with an older one is refused</source>
        <translation>最新的栅栏令牌：携带旧令牌的写入会被拒绝</translation>
    </message>
    <message>
        <source>TTL</source>
        <translation>TTL</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>How many wait for it</source>
        <translation>等待该锁的数量</translation>
    </message>
    <message>
        <source>Lock holders</source>
        <translation>锁持有者</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>No product is locked now. Inventory takes the locks of a batch&apos;s products and frees them within milliseconds.</source>
        <translation>当前没有商品被锁定。库存服务按批次获取商品锁，并在几毫秒内释放。</translation>
    </message>
    <message>
        <source>Invariants, checked %1</source>
        <translation>不变量，%1检查</translation>
    </message>
    <message>
        <source>Invariants, not audited yet</source>
        <translation>不变量，尚未审计</translation>
    </message>
    <message>
        <source>Invariants, not checked yet</source>
        <translation>不变量，尚未检查</translation>
    </message>
    <message>
        <source>Auditing…</source>
        <translation>正在审计…</translation>
    </message>
    <message>
        <source>Audit now</source>
        <translation>立即审计</translation>
    </message>
    <message>
        <source>The audit reads the raw stores; it waits until they are at rest</source>
        <translation>审计直接读取原始存储，会等到它们静止</translation>
    </message>
    <message>
        <source>Checks every invariant from the raw contents of Redis and the ledger</source>
        <translation>根据 Redis 与账本的原始内容检查所有不变量</translation>
    </message>
    <message>
        <source>wait p99 %1</source>
        <translation>等待 p99 %1</translation>
    </message>
    <message>
        <source>free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>%1 is paused and holds the lock until its lease ends</source>
        <translation>%1 已暂停，在租约到期前一直持有该锁</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LocksPage</name>
    <message numerus="yes">
        <source>%n held or waited for now</source>
        <translation>
            <numerusform>当前 %n 个锁被持有或等待</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 stale writes refused</source>
        <translation>已拒绝 %1 次过期写入</translation>
    </message>
    <message>
        <source>Lock holders</source>
        <translation>锁持有者</translation>
    </message>
    <message>
        <source>Time waited for a lock</source>
        <translation>锁等待时间</translation>
    </message>
    <message>
        <source>Time a lock is held</source>
        <translation>锁持有时间</translation>
    </message>
    <message>
        <source>Locks taken by product</source>
        <translation>各商品的锁获取次数</translation>
    </message>
    <message>
        <source>No lock is held at this moment: under load they live for milliseconds.
To see one, pause inventory-1 on the page Nodes while orders flow.</source>
        <translation>此刻没有锁被持有：负载下锁只存在几毫秒。
想看到锁，可在订单流动时到“节点”页暂停 inventory-1。</translation>
    </message>
    <message>
        <source>No lock was taken yet. Inject orders to see which products are fought over.</source>
        <translation>尚未获取过锁。注入订单即可看到哪些商品竞争最激烈。</translation>
    </message>
    <message>
        <source>Inject orders…</source>
        <translation>注入订单…</translation>
    </message>
    <message>
        <source>No lock was taken yet</source>
        <translation>尚未获取过锁</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>锁</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::MainWindow</name>
    <message>
        <source>Place orders: one, many, at a rate or from a file (Ctrl+I)</source>
        <translation>下单：单个、批量、按速率或来自文件（Ctrl+I）</translation>
    </message>
    <message>
        <source>Break something on purpose (Ctrl+Shift+I)</source>
        <translation>有意制造故障（Ctrl+Shift+I）</translation>
    </message>
    <message>
        <source>Start the backend</source>
        <translation>启动后端</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Looking for a running backend.</source>
        <translation>正在寻找运行中的后端。</translation>
    </message>
    <message>
        <source>Starting the backend</source>
        <translation>正在启动后端</translation>
    </message>
    <message>
        <source>Redis, the Kafka broker and the services come up; first figures in a few seconds.</source>
        <translation>Redis、Kafka broker 与各服务正在启动，几秒后即可看到数据。</translation>
    </message>
    <message>
        <source>Tried again every second since %1.</source>
        <translation>自 %1 起每秒重试一次。</translation>
    </message>
    <message>
        <source>No backend answers</source>
        <translation>后端无应答</translation>
    </message>
    <message>
        <source>The ledger cannot be used: orders are taken and wait</source>
        <translation>账本无法使用：订单仍被接受，等待处理</translation>
    </message>
    <message>
        <source>The store is being rebuilt</source>
        <translation>正在重建存储</translation>
    </message>
    <message>
        <source>No order is taken until it is done. Now: %1%2.</source>
        <translation>完成之前不接受订单。当前步骤：%1%2。</translation>
    </message>
    <message>
        <source>Redis was rolled back: no order is taken</source>
        <translation>Redis 已回退：不接受订单</translation>
    </message>
    <message>
        <source>%1. `orderdeckctl rebuild --dry-run` shows what the ledger would restore, `orderdeckctl rebuild` does it.</source>
        <translation>%1。`orderdeckctl rebuild --dry-run` 显示账本将恢复的内容，`orderdeckctl rebuild` 执行恢复。</translation>
    </message>
    <message>
        <source>The backend refuses this console</source>
        <translation>后端拒绝了本控制台</translation>
    </message>
    <message>
        <source>All faults are cleared</source>
        <translation>已清除全部故障</translation>
    </message>
    <message>
        <source>Faults could not be cleared: %1</source>
        <translation>无法清除故障：%1</translation>
    </message>
    <message>
        <source>Close Orderdeck</source>
        <translation>关闭 Orderdeck</translation>
    </message>
    <message>
        <source>This console started the backend. Stop it too?</source>
        <translation>后端由本控制台启动。要一并停止吗？</translation>
    </message>
    <message>
        <source>Stopped, it finishes what it accepted and keeps its data. Kept running, another console or orderdeckctl can attach to it.</source>
        <translation>停止时会处理完已接受的订单并保留数据。保持运行时，其他控制台或 orderdeckctl 可以连接到它。</translation>
    </message>
    <message>
        <source>Stop the backend</source>
        <translation>停止后端</translation>
    </message>
    <message>
        <source>Keep it running</source>
        <translation>保持运行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Inject orders…</source>
        <translation>注入订单…</translation>
    </message>
    <message>
        <source>Inject fault…</source>
        <translation>注入故障…</translation>
    </message>
    <message>
        <source>Clear all faults</source>
        <translation>清除全部故障</translation>
    </message>
    <message>
        <source>Refresh now</source>
        <translation>立即刷新</translation>
    </message>
    <message>
        <source>Pause the figures</source>
        <translation>暂停数据刷新</translation>
    </message>
    <message>
        <source>Filter this page</source>
        <translation>筛选本页</translation>
    </message>
    <message>
        <source>Leave the detail or clear the filter</source>
        <translation>离开详情或清除筛选</translation>
    </message>
    <message>
        <source>Switch between local time and UTC</source>
        <translation>切换本地时间与 UTC</translation>
    </message>
    <message>
        <source>Dark or light theme</source>
        <translation>深色或浅色主题</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message>
        <source>Page: %1</source>
        <translation>页面：%1</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Theme, language, refresh</source>
        <translation>主题、语言、刷新</translation>
    </message>
    <message>
        <source>Ends every armed fault now (Ctrl+Shift+X)</source>
        <translation>立即结束所有已启用的故障 (Ctrl+Shift+X)</translation>
    </message>
    <message>
        <source>The daemon does not answer</source>
        <translation>守护进程无应答</translation>
    </message>
    <message>
        <source>Not read now: %1</source>
        <translation>现在读不到：%1</translation>
    </message>
    <message>
        <source>Below are its last figures, %1.</source>
        <translation>下面是它最后的数据，%1。</translation>
    </message>
    <message>
        <source>The fault is cleared</source>
        <translation>故障已清除</translation>
    </message>
    <message>
        <source>The load could not be stopped: %1</source>
        <translation>无法停止负载：%1</translation>
    </message>
    <message>
        <source>Go to a page, an act or a thing…</source>
        <translation>前往页面、操作或对象…</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::NodePanel</name>
    <message>
        <source>What happened</source>
        <translation>近期事件</translation>
    </message>
    <message>
        <source>what happened to it lately</source>
        <translation>该节点的近期事件</translation>
    </message>
    <message>
        <source>the newest events of every kind</source>
        <translation>各类最新事件</translation>
    </message>
    <message>
        <source>service %1</source>
        <translation>服务 %1</translation>
    </message>
    <message>
        <source>%1 of CPU time</source>
        <translation>CPU 时间 %1</translation>
    </message>
    <message>
        <source>metrics at %1/metrics</source>
        <translation>指标地址 %1/metrics</translation>
    </message>
    <message>
        <source>ended last with %1</source>
        <translation>上次退出：%1</translation>
    </message>
    <message>
        <source>owns %1</source>
        <translation>负责分区 %1</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Nothing happened to it lately</source>
        <translation>近期没有事件</translation>
    </message>
    <message>
        <source>Nothing happened yet</source>
        <translation>暂无事件</translation>
    </message>
    <message>
        <source>breaker to %1</source>
        <translation>熔断器 %1</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::NodesPage</name>
    <message>
        <source>Kill</source>
        <translation>强制终止</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>SIGKILL: the process ends at once and is started again</source>
        <translation>SIGKILL：进程立即终止，随后重新启动</translation>
    </message>
    <message>
        <source>SIGSTOP: the process stands still and keeps its connections and locks</source>
        <translation>SIGSTOP：进程停住不动，但保留其连接与锁</translation>
    </message>
    <message>
        <source>SIGCONT: a paused process goes on</source>
        <translation>SIGCONT：让已暂停的进程继续运行</translation>
    </message>
    <message>
        <source>SIGTERM: the process ends in order and is started again</source>
        <translation>SIGTERM：进程有序退出，随后重新启动</translation>
    </message>
    <message>
        <source>Select a node first</source>
        <translation>请先选择节点</translation>
    </message>
    <message>
        <source>The daemon is what carries these acts out</source>
        <translation>这些操作正是由守护进程执行的</translation>
    </message>
    <message>
        <source>The process is not running</source>
        <translation>进程未在运行</translation>
    </message>
    <message>
        <source>The process is not paused</source>
        <translation>进程未被暂停</translation>
    </message>
    <message>
        <source>The process is paused already</source>
        <translation>进程已经暂停</translation>
    </message>
    <message>
        <source>Without Redis no order is accepted and no service can work. Orders that were accepted are on disk.</source>
        <translation>没有 Redis 就无法接受订单，所有服务都无法工作。已接受的订单已写入磁盘。</translation>
    </message>
    <message>
        <source>The embedded broker keeps its messages in memory: they are gone. Open orders are sent again from Redis.</source>
        <translation>内嵌 broker 的消息只在内存中，会全部丢失。未完成的订单会从 Redis 重新发送。</translation>
    </message>
    <message>
        <source>Without the gateway clients cannot place orders.</source>
        <translation>没有网关，客户端无法下单。</translation>
    </message>
    <message>
        <source>Without the ledger writer the books fall behind until it is back.</source>
        <translation>没有账本写入进程，账目会一直滞后，直到它恢复。</translation>
    </message>
    <message>
        <source>%1 of %2 up</source>
        <translation>%1 / %2 在线</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Filter nodes</source>
        <translation>筛选节点</translation>
    </message>
    <message>
        <source>Here stands every process of the system once the backend runs</source>
        <translation>后端运行后，这里会列出系统的所有进程</translation>
    </message>
    <message>
        <source>%1 %2?</source>
        <translation>要%1 %2 吗？</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <translation>%1 %2 失败：%3</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>熔断器</translation>
    </message>
    <message>
        <source>The node has no circuit breakers, or does not run</source>
        <translation>该节点没有熔断器，或未在运行</translation>
    </message>
    <message>
        <source>Hold a circuit breaker of the node open or closed, or let it decide by itself</source>
        <translation>强制断开或闭合该节点的熔断器，或恢复自动</translation>
    </message>
    <message>
        <source>Hold the breaker to %1 of %2 open?</source>
        <translation>强制断开 %2 到 %1 的熔断器？</translation>
    </message>
    <message>
        <source>The node refuses every call to %1 at once, until it is let go.</source>
        <translation>在恢复之前，该节点立即拒绝对 %1 的所有调用。</translation>
    </message>
    <message>
        <source>What the node does with %1 stands still meanwhile; a gateway without Redis accepts no order.</source>
        <translation>其间该节点依赖 %1 的工作全部停止；网关没有 Redis 时不接受任何订单。</translation>
    </message>
    <message>
        <source>Hold open</source>
        <translation>强制断开</translation>
    </message>
    <message>
        <source>Breaker to %1 of %2: %3</source>
        <translation>%2 到 %1 的熔断器：%3</translation>
    </message>
    <message>
        <source>The breaker to %1 of %2 is held open</source>
        <translation>%2 到 %1 的熔断器已被强制断开</translation>
    </message>
    <message>
        <source>The breaker to %1 of %2 is held closed</source>
        <translation>%2 到 %1 的熔断器已被强制闭合</translation>
    </message>
    <message>
        <source>The breaker to %1 of %2 decides by itself</source>
        <translation>%2 到 %1 的熔断器已恢复自动</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::OffendersMenu</name>
    <message>
        <source>since %1</source>
        <translation>自 %1</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>订单 %1</translation>
    </message>
    <message>
        <source>Product %1</source>
        <translation>商品 %1</translation>
    </message>
    <message>
        <source>and %1 more: orderdeckctl audit</source>
        <translation>另有 %1 个：orderdeckctl audit</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::OrderForm</name>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Idempotency key</source>
        <translation>幂等键</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>None: every click is a new order</source>
        <translation>留空：每次点击都是新订单</translation>
    </message>
    <message>
        <source>What the gateway answers stands here</source>
        <translation>网关的应答会显示在这里</translation>
    </message>
    <message>
        <source>Place the order</source>
        <translation>下单</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看订单</translation>
    </message>
    <message>
        <source>Place an order first</source>
        <translation>请先下单</translation>
    </message>
    <message>
        <source>Opens order %1 with its timeline</source>
        <translation>打开订单 %1 及其时间线</translation>
    </message>
    <message>
        <source>The gateway has not answered yet</source>
        <translation>网关尚未应答</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::OrderPanel</name>
    <message>
        <source>Select an order first</source>
        <translation>请先选择订单</translation>
    </message>
    <message>
        <source>The order is finished</source>
        <translation>订单已结束</translation>
    </message>
    <message>
        <source>The order was shipped</source>
        <translation>订单已发货</translation>
    </message>
    <message>
        <source>The order is being refunded</source>
        <translation>订单正在退款</translation>
    </message>
    <message>
        <source>placed %1 (%2)</source>
        <translation>下单于 %1（%2）</translation>
    </message>
    <message>
        <source>payment %1</source>
        <translation>支付 %1</translation>
    </message>
    <message>
        <source>captured %1</source>
        <translation>已扣款 %1</translation>
    </message>
    <message>
        <source>refunded %1</source>
        <translation>已退款 %1</translation>
    </message>
    <message>
        <source>Cancel order %1?</source>
        <translation>要取消订单 %1 吗？</translation>
    </message>
    <message>
        <source>Its stock goes back. If it was paid, the payment is refunded.</source>
        <translation>占用的库存会退回。若已支付，将退款。</translation>
    </message>
    <message>
        <source>Cancel the order</source>
        <translation>取消订单</translation>
    </message>
    <message>
        <source>Order %1 is being cancelled</source>
        <translation>正在取消订单 %1</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Timeline of %1</source>
        <translation>%1 的时间线</translation>
    </message>
    <message>
        <source>Select an order to see every event of its life</source>
        <translation>选择一个订单以查看其全部事件</translation>
    </message>
    <message>
        <source>The ledger has no event of this order yet</source>
        <translation>账本中尚无该订单的事件</translation>
    </message>
    <message>
        <source>Cancel order…</source>
        <translation>取消订单…</translation>
    </message>
    <message>
        <source>Keep the order</source>
        <translation>保留订单</translation>
    </message>
    <message>
        <source>waits for %1</source>
        <translation>等待 %1</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::OrdersPage</name>
    <message>
        <source>LIVE</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>HELD</source>
        <translation>已停住</translation>
    </message>
    <message>
        <source>newest first, as the ledger takes them</source>
        <translation>最新的在前，随账本写入更新</translation>
    </message>
    <message>
        <source>scrolled down: Ctrl+Home goes back to the newest</source>
        <translation>已向下滚动：按 Ctrl+Home 回到最新</translation>
    </message>
    <message>
        <source>an order is selected: Esc lets new ones come in</source>
        <translation>已选中订单：按 Esc 继续接收新订单</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Order id, user or product</source>
        <translation>订单号、用户或商品</translation>
    </message>
    <message>
        <source>Search orders by id, user or product</source>
        <translation>按订单号、用户或商品搜索</translation>
    </message>
    <message>
        <source>Search orders by id, user or product (Ctrl+F)</source>
        <translation>按订单号、用户或商品搜索（Ctrl+F）</translation>
    </message>
    <message>
        <source>No order in the ledger is like that.</source>
        <translation>账本中没有符合条件的订单。</translation>
    </message>
    <message>
        <source>No order came yet. Inject some to see them arrive here.</source>
        <translation>尚无订单。注入一些订单，即可看到它们出现在这里。</translation>
    </message>
    <message>
        <source>The ledger is not read now: which orders it has is not known.</source>
        <translation>现在读不到账本：其中有哪些订单未知。</translation>
    </message>
    <message>
        <source>Show all orders</source>
        <translation>显示全部订单</translation>
    </message>
    <message>
        <source>Inject orders…</source>
        <translation>注入订单…</translation>
    </message>
    <message>
        <source>NOT LIVE</source>
        <translation>非实时</translation>
    </message>
    <message>
        <source>as it was last read</source>
        <translation>为最后一次读取的内容</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of at least %2</source>
        <translation>%1 / 至少 %2</translation>
    </message>
    <message>
        <source>Searching the older orders…</source>
        <translation>正在搜索较早的订单…</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::OverviewPage</name>
    <message>
        <source>Order state flow</source>
        <translation>订单状态流转</translation>
    </message>
    <message>
        <source>rates of the last 2 s · click a state to list its orders</source>
        <translation>最近 2 秒的速率 · 点击状态查看其订单</translation>
    </message>
    <message>
        <source>Every accepted order is finished, in flight or in a dead-letter topic; what is in none of them is unaccounted</source>
        <translation>每个已接受的订单要么已结束，要么处理中，要么在死信主题中；都不在的即为去向不明</translation>
    </message>
    <message>
        <source>Audit now</source>
        <translation>立即审计</translation>
    </message>
    <message>
        <source>The audit could not be made: %1</source>
        <translation>无法审计：%1</translation>
    </message>
    <message>
        <source>Audit: every invariant holds</source>
        <translation>审计：所有不变量成立</translation>
    </message>
    <message>
        <source>Audit: an invariant is broken</source>
        <translation>审计：有不变量被破坏</translation>
    </message>
    <message>
        <source>Audit: %1 invariants hold, %2 not checked</source>
        <translation>审计：%1 条不变量成立，%2 条未检查</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>accepted %1 = %2 finished + %3 in flight + %4 dead-lettered</source>
        <translation>已接受 %1 = 已结束 %2 + 处理中 %3 + 死信 %4</translation>
    </message>
    <message>
        <source> + %1 unaccounted</source>
        <translation> + 去向不明 %1</translation>
    </message>
    <message>
        <source>An audit runs</source>
        <translation>正在审计</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::PagedExport</name>
    <message>
        <source>Export as CSV</source>
        <translation>导出为 CSV</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The export was cancelled: nothing was written</source>
        <translation>导出已取消：未写入任何内容</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows written</source>
        <translation>
            <numerusform>已写入 %Ln 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::RateForm</name>
    <message>
        <source>The rate can be changed while the load runs.</source>
        <translation>负载运行时可以改变速率。</translation>
    </message>
    <message>
        <source>The slider steers the load that runs now.</source>
        <translation>滑块正在控制当前运行的负载。</translation>
    </message>
    <message>
        <source>The load that runs now is sent as fast as it is answered; it has no rate to steer.</source>
        <translation>当前负载以最快应答速度发送，没有可调的速率。</translation>
    </message>
    <message>
        <source>Orders per second</source>
        <translation>每秒订单数</translation>
    </message>
    <message>
        <source>Orders per second, also while the load runs</source>
        <translation>每秒订单数，运行时也可调整</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形态</translation>
    </message>
    <message>
        <source>For</source>
        <translation>持续时间</translation>
    </message>
    <message>
        <source>One hot product</source>
        <translation>热门商品占比</translation>
    </message>
    <message>
        <source>Repeated requests</source>
        <translation>重复请求占比</translation>
    </message>
    <message>
        <source>until stopped</source>
        <translation>直到手动停止</translation>
    </message>
    <message>
        <source>The share of orders that want the same product</source>
        <translation>争抢同一商品的订单占比</translation>
    </message>
    <message>
        <source>The share of requests that repeat an earlier idempotency key</source>
        <translation>重复使用先前幂等键的请求占比</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>ramp: from 0 to the rate</source>
        <translation>爬升：从 0 到目标速率</translation>
    </message>
    <message>
        <source>spike: a tenth, then the rate, then a tenth</source>
        <translation>尖峰：十分之一、满速、再回到十分之一</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Poisson arrivals</source>
        <translation>泊松到达</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::RedriveProgress</name>
    <message>
        <source>%1 of %2 put back, %3 skipped</source>
        <translation>%2 条中已放回 %1 条，跳过 %3 条</translation>
    </message>
    <message>
        <source>Redrive done: %1</source>
        <translation>重投完成：%1</translation>
    </message>
    <message>
        <source>Redrive cancelled: %1; the rest keeps waiting</source>
        <translation>重投已取消：%1；其余继续等待</translation>
    </message>
    <message>
        <source>Redrive failed: %1 (%2)</source>
        <translation>重投失败：%1（%2）</translation>
    </message>
    <message>
        <source>Cancel redrive</source>
        <translation>取消重投</translation>
    </message>
    <message>
        <source>Progress of the redrive</source>
        <translation>重投进度</translation>
    </message>
    <message>
        <source>Putting back %1 of %2, at most %3 a second</source>
        <translation>正在放回 %2 条中的第 %1 条，每秒至多 %3 条</translation>
    </message>
    <message>
        <source>%1 · waits: %2</source>
        <translation>%1 · 等待：%2</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::SaveFile</name>
    <message>
        <source>%1 could not be saved: %2</source>
        <translation>无法保存 %1：%2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Saved %1 rows as %2</source>
        <translation>已将 %1 行保存为 %2</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::ShortcutSheet</name>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Open the selected row or state</source>
        <translation>打开选中的行或状态</translation>
    </message>
    <message>
        <source>Copy the selected rows</source>
        <translation>复制选中的行</translation>
    </message>
    <message>
        <source>Next and previous control</source>
        <translation>下一个与上一个控件</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::SourceText</name>
    <message>
        <source>The daemon</source>
        <translation>守护进程</translation>
    </message>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>The broker</source>
        <translation>消息代理</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>The ledger</source>
        <translation>账本</translation>
    </message>
    <message>
        <source>The live audit</source>
        <translation>实时审计</translation>
    </message>
    <message>
        <source>never read</source>
        <translation>从未读取</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1前的数据</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::State</name>
    <message>
        <source>Created</source>
        <translation>已创建</translation>
    </message>
    <message>
        <source>Paying</source>
        <translation>支付中</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>已支付</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>已预留</translation>
    </message>
    <message>
        <source>Shipped</source>
        <translation>已发货</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Refunding</source>
        <translation>退款中</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>已退款</translation>
    </message>
    <message>
        <source>up</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>backing off</source>
        <translation>退避中</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>成立</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>被破坏</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚不可知</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>闭合</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>半开</translation>
    </message>
    <message>
        <source>open</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>keeping up</source>
        <translation>跟得上</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>recovering</source>
        <translation>恢复中</translation>
    </message>
    <message>
        <source>rewound</source>
        <translation>已回退</translation>
    </message>
    <message>
        <source>falling behind</source>
        <translation>落后中</translation>
    </message>
    <message>
        <source>nobody reads</source>
        <translation>无人消费</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>降级</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::StateFilter</name>
    <message>
        <source>Show orders that are %1</source>
        <translation>显示“%1”的订单</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::StateFlowView</name>
    <message>
        <source>Order state flow</source>
        <translation>订单状态流转</translation>
    </message>
    <message>
        <source>No order has come yet. Inject orders to see them move.</source>
        <translation>尚无订单。注入订单即可看到它们流转。</translation>
    </message>
    <message>
        <source>%1: %2 orders, %3 a second came in</source>
        <translation>%1：%2 个订单，每秒进入 %3 个</translation>
    </message>
    <message>
        <source>, each stays %1 on average</source>
        <translation>，平均停留 %1</translation>
    </message>
    <message>
        <source>: by far the longest</source>
        <translation>：明显最久</translation>
    </message>
    <message>
        <source>Click or Enter lists these orders</source>
        <translation>点击或按 Enter 查看这些订单</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::StreamsPage</name>
    <message>
        <source>%1 of %2 brokers up</source>
        <translation>%1 / %2 个 broker 在线</translation>
    </message>
    <message>
        <source>Select a group to see its partitions</source>
        <translation>选择消费者组以查看其分区</translation>
    </message>
    <message>
        <source>The group has no partition yet</source>
        <translation>该消费者组尚无分区</translation>
    </message>
    <message>
        <source>Consumer groups</source>
        <translation>消费者组</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>messages behind</source>
        <translation>落后消息数</translation>
    </message>
    <message>
        <source>Partitions</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Consumer groups appear once they joined</source>
        <translation>消费者组加入后会显示在这里</translation>
    </message>
    <message>
        <source>Topics appear once the broker answers</source>
        <translation>broker 应答后会显示主题</translation>
    </message>
    <message>
        <source>Partitions of the selected group</source>
        <translation>所选消费者组的分区</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>消息流</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::TableView</name>
    <message>
        <source>Export as CSV</source>
        <translation>导出为 CSV</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Export table as CSV…</source>
        <translation>将表格导出为 CSV…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>CSV, UTF-8 (*.csv)</source>
        <translation>CSV，UTF-8 (*.csv)</translation>
    </message>
    <message>
        <source>CSV for spreadsheets: UTF-8 with a byte order mark (*.csv)</source>
        <translation>供电子表格使用的 CSV：带字节序标记的 UTF-8 (*.csv)</translation>
    </message>
    <message>
        <source>Export “%1” as CSV…</source>
        <translation>将“%1”导出为 CSV…</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::TimeRange</name>
    <message>
        <source>Back to live</source>
        <translation>返回实时</translation>
    </message>
    <message>
        <source>The chart is zoomed and stands still: go on with what happens now</source>
        <translation>图表已缩放并停住：继续显示当前情况</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 分</translation>
    </message>
    <message numerus="yes">
        <source>Show the last %n minutes</source>
        <translation>
            <numerusform>显示最近 %n 分钟</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::Toast</name>
    <message>
        <source>Click to close</source>
        <translation>点击关闭</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::TopBar</name>
    <message>
        <source>Redis</source>
        <translation>Redis</translation>
    </message>
    <message>
        <source>Kafka</source>
        <translation>Kafka</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>账本</translation>
    </message>
    <message>
        <source>orders/s</source>
        <translation>订单/秒</translation>
    </message>
    <message>
        <source>Orders accepted a second, over the last 2 s</source>
        <translation>最近 2 秒每秒接受的订单数</translation>
    </message>
    <message>
        <source>end-to-end p99</source>
        <translation>端到端 p99</translation>
    </message>
    <message>
        <source>From the accept to the end in the ledger, 99th percentile of the last 10 s</source>
        <translation>从接受到在账本中结束，最近 10 秒的第 99 百分位</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>Accepted orders that are not finished</source>
        <translation>已接受但尚未结束的订单</translation>
    </message>
    <message>
        <source>outbox</source>
        <translation>发件箱</translation>
    </message>
    <message>
        <source>Events that wait in Redis to be published</source>
        <translation>在 Redis 中等待发布的事件</translation>
    </message>
    <message>
        <source>Inject orders</source>
        <translation>注入订单</translation>
    </message>
    <message>
        <source>Inject fault</source>
        <translation>注入故障</translation>
    </message>
    <message>
        <source>Profile %1, since %2. Accepted orders are synced: %3</source>
        <translation>配置 %1，启动于 %2。已接受订单的落盘方式：%3</translation>
    </message>
    <message>
        <source>round trip of a PING</source>
        <translation>PING 往返时间</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>brokers that answer</source>
        <translation>有应答的 broker</translation>
    </message>
    <message>
        <source>processes that are up</source>
        <translation>在线的进程</translation>
    </message>
    <message>
        <source>age of the oldest event it has not taken</source>
        <translation>最早未入账事件的等待时间</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>refused/s</source>
        <translation>拒绝/秒</translation>
    </message>
    <message>
        <source>Orders that clients sent and the gateway did not take, a second, over the last 2 s</source>
        <translation>最近 2 秒内每秒由客户端发送而网关未接受的订单</translation>
    </message>
    <message>
        <source>not OK</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>nothing is known to be wrong</source>
        <translation>未发现问题</translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::format</name>
    <message>
        <source>%1 ago</source>
        <translation>%1 前</translation>
    </message>
</context>
</TS>
