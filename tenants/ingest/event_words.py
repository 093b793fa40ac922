"""What the columns of a table of acts are called, and the words for kinds of acts, in English and Chinese."""

from collections.abc import Mapping, Sequence

from tenants.ingest.headed import guess_roles
from tenants.terms.event import EventKind

ROLES: Mapping[str, Sequence[str]] = {
    "at": ("at", "when", "day", "time", "timestamp", "date", "datetime", "created_at", "sent_at", "时间", "日期", "发送时间",
        "发言时间", "创建时间", "操作时间"),
    "author": (
        "author", "author_id", "who", "user", "user_id", "userid", "member", "member_id", "sender", "from_id", "from", "用户id", "成员id",
        "发送者id", "用户", "成员", "发送者", "发送人", "发言人", "作者", "微信号", "wxid",
    ),
    "name": (
        "author name", "author_name", "name", "nickname", "user name", "user_name", "username", "from_nickname", "display name",
        "昵称", "姓名", "用户名", "成员昵称", "群昵称", "名称",
    ),
    "kind": ("kind", "what", "type", "event", "event_type", "action", "类型", "事件", "动作", "行为", "事件类型", "行为类型"),
    "channel": ("channel", "room", "group", "group_name", "topic", "频道", "群", "群名", "群聊", "群名称", "版块"),
    "id": ("id", "message_id", "event_id", "msgid", "external_id", "消息id", "事件id", "编号"),
    "reply_to": ("reply_to", "reply to", "in_reply_to", "parent", "parent_id", "回复对象", "回复消息id", "回复"),
    "inviter": ("inviter", "invited_by", "inviter_id", "邀请人", "邀请者"),
    "text": ("text", "content", "message", "body", "内容", "消息", "消息内容", "文本"),
    "count": ("count", "times", "数量", "次数"),
}  # fmt: skip
"""What a column can be, and the headers it is known by (compared without case, in this order)."""

KINDS: Mapping[str, EventKind] = {
    word: kind
    for kind, words in {
        EventKind.MESSAGE: ("message", "msg", "post", "text", "发言", "消息", "发消息", "文本", "帖子", "发帖"),
        EventKind.REPLY: ("reply", "comment", "answer", "回复", "评论", "跟帖"),
        EventKind.REACTION: ("reaction", "like", "emoji", "点赞", "赞", "表情", "表态"),
        EventKind.JOIN: ("join", "joined", "member_join", "加入", "入群", "进群", "加群"),
        EventKind.LEAVE: ("leave", "left", "member_leave", "part", "quit", "退出", "退群", "离开", "移出", "离群"),
        EventKind.CHECKIN: ("checkin", "check-in", "check_in", "签到", "打卡"),
        EventKind.READ: ("read", "view", "阅读", "已读", "浏览"),
        EventKind.ATTENDANCE: ("attendance", "attend", "attended", "参加", "参会", "出席", "到场"),
        EventKind.PURCHASE: ("purchase", "order", "paid", "buy", "购买", "下单", "付款", "成交"),
    }.items()
    for word in words
}


def guess(header: Sequence[str]) -> dict[str, int]:
    """The columns (from 0) that the headers seem to say, by role; "at" and "author" are there if the table can be read at all."""
    found = guess_roles(header, ROLES)
    if "author" not in found and "name" in found:
        found["author"] = found["name"]
    return found
