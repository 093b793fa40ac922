"""Words that every conversation is full of: they say nothing about what it is about."""

_ENGLISH = """
about above actually after again against all already also although always and another any anybody anyone anything are aren't around
back because been before being below between both bit but bye came can can't cannot cause come could couldn't could've did didn't does
doesn't doing don't done down during each either else enough even ever every everybody everyone everything far few first for from get
gets getting give goes going gone gonna good got great guess guys had hadn't has hasn't have haven't having hello hence her here here's
hers hey him his hmm how however i'd i'll i'm i've isn't it'll it's its itself just keep kind know last later least let let's like
likely little long look looking looks lot lots made make makes many may maybe mean means might more most much must myself need needs
never next nice not nothing now off okay once one ones only onto other others our ours out over own part perhaps please probably put
quite rather really right same saw say says see seem seems seen she should shouldn't since some somebody someone something sometimes
soon still stuff such sure take than thank thanks that that's the their theirs them then there there's these they they'd they'll
they're they've thing things think this those though through thx till time too took tried try trying two under until upon use used
using very via wanna want wants was wasn't way we'd we'll we're we've well went were weren't what what's when where which while who
who's whole whom whose why will with within without won't would wouldn't yeah yep yes yet you you'd you'll you're you've your yours
yourself haha hahaha lol omg pls plz nope image photo omitted media deleted message
"""
_CHINESE = """
一下 一个 一些 一会 一会儿 一切 一定 一样 一次 一点 一直 一种 一般 一起 一边 不仅 不会 不但 不可 不同 不好 不如 不是 不然 不用
不知 不能 不行 不要 不过 不错 两个 为了 为什么 主要 之前 之后 之间 也会 也是 也有 也许 事情 于是 什么 什么时候 今天 今年 他们
以上 以下 以为 以前 以及 以后 任何 但是 你们 你好 你的 使用 例如 依然 便是 俩 倒是 假如 先生 其中 其他 其它 其实 再次 几个 几乎
刚刚 刚才 别人 别的 到了 到底 加入 动画 动画表情 包括 又是 可以 可是 可能 各位 各种 同时 后来 吗 否则 呢 哈哈 哈哈哈 哈哈哈哈
哦哦 哪个 哪些 哪儿 哪里 啊啊 啊啊啊 嗯嗯 回复 因为 因此 图片 在于 地方 多少 大佬 大家 大概 大部分 好像 好的 如何 如果 如此 它们
完了 完全 对了 对于 将会 尤其 就会 就是 就算 尽管 已经 带来 并不 并且 应该 开始 引用 当时 当然 很多 得到 必须 怎么 怎么办 怎么样
怎样 情况 想要 感觉 我们 我的 或是 或者 所以 所有 所谓 打开 批 找到 拜拜 据说 接着 撤回 收到 收到了 文件 无法 无论 早上好 时候
明天 昨天 是不是 是否 显然 晚安 最后 最近 有些 有人 有时 有没有 有点 有的 本来 来自 来说 某个 根据 每个 每天 比如 比较 没事 没有
消息 特别 现在 甚至 由于 的话 目前 直接 相关 看到 看来 看看 真的 知道 确实 算是 米 系统 系统消息 红包 终于 经常 经过 结果 给我
继续 群聊 而且 而已 而是 自己 至于 至少 若是 表情 视频 觉得 觉着 认为 让我 语音 谁 谁知道 谢谢 起来 越来越 跟着 转账 过去 过来
还会 还是 还有 还要 这个 这么 这些 这儿 这样 这种 这边 这里 进行 连 通过 邀请 那个 那么 那些 那儿 那样 那种 那边 那里 都会 都是
都有 里面 链接 需要 非常 顺便 首先
"""

STOP = frozenset(_ENGLISH.split()) | frozenset(_CHINESE.split())
"""English and Chinese function words, small talk, and what exports put in place of a picture."""
