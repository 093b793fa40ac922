"""What the columns of a list of members are called, and the words in them that say what somebody is, in English and Chinese."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tenants.ingest.event_words import guess as guess_events
from tenants.ingest.headed import guess_roles

ROLES: Mapping[str, Sequence[str]] = {
    "id": ("member id", "member_id", "user id", "user_id", "userid", "external_userid", "wxid", "微信号", "微信id", "qq号", "qq号码", "qq",
        "成员id", "用户id", "会员id", "会员编号", "成员编号", "账号", "帐号", "用户名", "工号", "学号", "github name", "github",
        "handle", "login",
        "username", "user name", "uid", "id", "编号", "手机号", "手机号码", "手机", "phone", "phone number"),
    "name": ("display name", "display_name", "displayname", "nickname", "nick", "real name", "real_name", "full name", "full_name",
        "fullname", "maintainer name", "member name", "member", "name", "群昵称", "群名片", "微信昵称", "昵称", "成员昵称", "成员名称",
        "姓名",
        "成员姓名", "名称", "成员", "用户", "user"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "邮箱", "电子邮箱", "邮箱地址", "邮件"),
    "joined": ("joined", "joined at", "joined_at", "joined on", "joining date", "date of joining", "signed up",
        "sign-up date", "join date", "join time", "join_time", "date joined", "member since", "入群时间",
        "入群日期",
        "加入时间", "加入日期", "进群时间", "加群时间", "入会时间", "入会日期", "注册时间", "添加时间", "created", "created at",
        "created_at"),
    "left": ("left", "left at", "left_at", "left on", "leaving date", "leave time", "退群时间", "离群时间", "退出时间", "离开时间"),
    "how": ("join method", "join_scene", "join scene", "joined via", "入群方式", "加入方式", "进群方式", "加群方式", "来源", "来源渠道"),
    "inviter": ("inviter", "invited by", "invited_by", "inviter_id", "referrer", "邀请人", "邀请者", "邀请人昵称", "推荐人"),
    "role": ("role", "roles", "member type", "member role", "角色", "身份", "群角色", "群身份", "成员类型", "成员角色", "职务",
        "status", "状态"),
    "staff": ("is staff", "is_staff", "staff", "is_admin", "admin", "是否管理员", "管理员", "是否员工", "是否工作人员"),
    "paid": ("paid", "is paid", "is_paid", "paying", "premium", "是否付费", "付费", "是否付费会员", "付费会员", "会员状态", "是否会员"),
    "bot": ("is bot", "is_bot", "bot", "机器人", "是否机器人"),
    "tags": ("tags", "labels", "标签", "成员标签", "用户标签"),
    "as_of": ("as of", "as_of", "as-of date", "snapshot", "snapshot date", "export date", "统计日期", "导出日期", "导出时间", "截至日期",
        "截止日期", "数据日期", "快照日期"),
    "group": ("group", "group name", "group_name", "room", "群", "群名", "群名称", "群聊", "群聊名称", "所在群"),
    "deleted": ("deleted", "is_deleted", "deactivated", "已注销", "是否注销"),
}  # fmt: skip
"""What a column can be, and the headers it is known by (compared without case, in this order)."""

_TELLING = ("email", "joined", "how", "role", "staff", "paid", "tags", "as_of", "inviter", "deleted")
_STAFF = frozenset({"owner", "primary owner", "workspace owner", "admin", "administrator", "workspace admin", "moderator", "mod", "host",
    "staff", "employee", "internal"})  # fmt: skip
_STAFF_WORDS = ("群主", "管理", "主持", "版主", "运营", "员工", "客服", "助手", "工作人员", "内部", "讲师", "班主任")
_NOT_STAFF = ("非", "不是", "否", "外部")
_GONE = frozenset({"deactivated", "deleted", "inactive", "left", "已退群", "退群", "已退出", "已离开", "已注销", "已移出"})
_YES = frozenset({"yes", "y", "true", "1", "t", "x", "是", "有", "已付费", "付费", "paid", "√", "✓", "✔", "vip", "会员", "付费会员"})
_DAY = re.compile(
    r"(?<!\d)(20\d{2})(?:([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|[-_.年](1[0-2]|0?[1-9])[-_.月](3[01]|[12]\d|0?[1-9])日?)(?!\d)"
)
_MONTH = re.compile(r"(?<!\d)(20\d{2})(?:[-_.](0[1-9]|1[0-2])|年(1[0-2]|0?[1-9])月)(?![-_.]?\d)")


def guess(header: Sequence[str]) -> dict[str, int]:
    """The columns (from 0) that the headers seem to say, by role."""
    return guess_roles(header, ROLES)


def is_member_list(header: Sequence[str]) -> bool:
    """Whether a header is one of a list of members: people, something that is said of members, and nothing that is said of acts."""
    mine, acts = guess(header), guess_events(header)
    if not ({"id", "name"} & mine.keys()) or {"kind", "text", "count", "reply_to"} & acts.keys():
        return False
    telling = [role for role in _TELLING if role in mine]
    if "at" not in acts or mine.get("joined") == acts["at"]:
        return bool(telling) or {"id", "name"} <= mine.keys()
    return len(telling) > 1 or "joined" in telling


def is_yes(cell: str) -> bool:
    """Whether a cell of a yes-or-no column says yes."""
    return cell.strip().casefold() in _YES


def is_staff_word(cell: str) -> bool:
    """Whether what somebody is called in a list makes them staff: owners, administrators, hosts, employees."""
    words = [word.strip().casefold() for word in re.split(r"[,;/|，；、]", cell)]
    return any(
        word in _STAFF or (not word.startswith(_NOT_STAFF) and any(known in word for known in _STAFF_WORDS)) for word in words if word
    )


def is_gone(cell: str) -> bool:
    """Whether a cell says that somebody is a member no more."""
    return cell.strip().casefold() in _GONE


def day_in_name(name: str) -> date | None:
    """The day that a file name carries (``成员列表_2026-06-30.csv``, ``members20260630.xlsx``); of a month alone, its last day."""
    found = _DAY.search(name)
    try:
        if found:
            return date(int(found[1]), int(found[3] or found[5]), int(found[4] or found[6]))
        month = _MONTH.search(name)
        if month:
            number = int(month[2] or month[3])
            return date(int(month[1]) + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None
    return None
