"""The demo's cast: who runs what for whom, what they promise, and what they hold. All of it invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from webapp.demo.history import Shape

ZH, EN = "zh_Hans_CN", "en"


@dataclass(frozen=True, slots=True)
class Show:
    """An activity that recurs each month: on the ``week``-th ``weekday`` (0 Monday) at ``hour``; ``pull`` is how much it draws."""

    title: str
    kind: str
    week: int
    weekday: int
    hour: int
    pull: float
    people: int
    cost: int
    owner: str


@dataclass(frozen=True, slots=True)
class Satisfied:
    """How members answer: chances of promoter and detractor, mean of 1-5 satisfaction, answers a survey, and what they write."""

    promoters: float
    detractors: float
    csat: float
    answers: int
    comments: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """One community and everything the generator needs to fill it. ``export``: slack, discord or table."""

    slug: str
    name: str
    platform: str
    kind: str
    export: str
    channels: Sequence[str]
    positioning: str
    audience: str
    capacity: int | None
    shape: Shape
    shows: Sequence[Show]
    targets: Mapping[str, tuple[float, float]]
    satisfied: Satisfied
    achievement: str
    cause: str
    ask: str
    actions: Sequence[tuple[str, str]]
    rules: str = ""


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """A brand and its communities."""

    slug: str
    name: str
    language: str
    recipients: Sequence[str]
    reader: tuple[str, str]
    communities: Sequence[CommunityPlan]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """A workspace with its people: (role, e-mail, name)."""

    slug: str
    name: str
    language: str
    timezone: str
    colour: str
    footer: str
    people: Sequence[tuple[str, str, str]]
    clients: Sequence[ClientPlan] = field(default_factory=tuple)


HIKING = CommunityPlan(
    slug="hiking-club",
    name="岫岚徒步会员群",
    platform="wechat",
    kind="interest",
    export="table",
    channels=("一群", "二群", "三群"),
    positioning="周末能走的路线和真用过的装备，只聊徒步。",
    audience="25–40 岁，华东，一年徒步六次以上的会员",
    capacity=1500,
    shape=Shape(320, 2.6, 0.0013, 0.052, 1.15, 0.35, (165, 0.5), 24, 0.86, 0.42),
    shows=(
        Show("周三答疑直播：路线与装备", "qa", 2, 2, 20, 0.75, 168, 600, "周苓"),
        Show("周末同行：龙井到九溪", "gathering", 3, 5, 8, 0.35, 42, 2400, "何川"),
        Show("装备置换周", "topic", 1, 0, 12, 0.25, 76, 0, "何川"),
        Show("月末晒路线", "contest", 4, 4, 19, 0.45, 118, 800, "周苓"),
    ),
    targets={
        "nps": (45, 2.0),
        "csat": (88, 1.0),
        "active_rate": (0.42, 2.0),
        "dau_avg": (52, 1.0),
        "first_reply_minutes": (35, 1.0),
        "silent_rate": (0.55, 1.0),
        "net_growth": (32, 2.0),
        "stay_d7": (0.85, 1.5),
        "churn_rate": (0.06, 1.0),
    },
    satisfied=Satisfied(
        0.58,
        0.13,
        4.35,
        150,
        (
            (10, "领队会等最后一个人，放心带爸妈来。"),
            (9, "装备答疑比店里讲得细，买对了。"),
            (8, "路线不错，就是报名要抢。"),
            (5, "晚上问问题常常没人回。"),
            (3, "最近广告有点多。"),
        ),
    ),
    achievement="答疑直播由老成员主持，提问在当晚都有了回答；老成员带来的新人比门店扫码来的更愿意留下。",
    cause="新人多在门店扫码当天加入，进群后头三天没有人招呼；晚上九点后的提问要等到第二天。",
    ask="请在下月 5 日前确认一位产品顾问，每周三 20–22 时在群里答疑。",
    actions=(("给三天没说话的新人做一次小群回访", "何川"), ("21–23 时安排值班，目标半小时内回复", "周苓")),
    rules="不发广告；路线写明日期和里程；夜间 23 时后不 @全体成员。",
)

CAMPING = CommunityPlan(
    slug="gear-lab",
    name="岫岚装备实验室",
    platform="discord",
    kind="product",
    export="discord",
    channels=("综合", "帐篷与睡袋", "试用反馈"),
    positioning="新品试用和改款意见，直接说给设计师。",
    audience="深度玩家与试用官",
    capacity=None,
    shape=Shape(210, 1.5, 0.0009, 0.06, 1.05, 0.55, (170, 0.35), 40, 0.78, 0.3),
    shows=(
        Show("设计师问答：新帐篷改款", "lecture", 2, 3, 20, 0.9, 96, 1500, "林未"),
        Show("试用报告征集", "contest", 3, 1, 12, 0.3, 58, 3000, "林未"),
    ),
    targets={
        "nps": (40, 2.0),
        "active_rate": (0.36, 2.0),
        "dau_avg": (44, 1.0),
        "reply_coverage": (0.8, 1.0),
        "joins": (46, 2.0),
        "newcomer_activation": (0.6, 1.0),
    },
    satisfied=Satisfied(
        0.55,
        0.17,
        4.2,
        70,
        ((10, "提的意见真的改进了下一版。"), (9, "设计师本人在，聊得起来。"), (6, "试用名额太少。"), (7, "希望能按身高分享睡袋选择。")),
    ),
    achievement="设计师问答收到 96 人参加，三条改款意见已排进下一版打样。",
    cause="试用名额集中在老成员，新人加入后缺少能参与的第一件事。",
    ask="请在下月 10 日前把每期试用名额从 10 个加到 20 个，其中一半给新人。",
    actions=(("新人加入三天内邀请写一条使用习惯", "林未"), ("整理改款意见，月底反馈采纳情况", "林未")),
)

READING = CommunityPlan(
    slug="reading-circle",
    name="白榆共读会",
    platform="qq",
    kind="knowledge",
    export="table",
    channels=("共读群", "诗歌小组"),
    positioning="一个月读完一本书，每天二十页。",
    audience="城市里想重新开始读书的人",
    capacity=800,
    shape=Shape(240, 1.4, 0.0016, 0.058, 1.25, 0.2, (150, 0.6), 55, 0.7, 0.5),
    shows=(
        Show("领读：本月开卷", "lecture", 1, 6, 20, 0.55, 88, 300, "沈一苇"),
        Show("周五诗会", "topic", 3, 4, 21, 0.4, 51, 0, "沈一苇"),
        Show("线下读书会·书店二楼", "gathering", 4, 6, 14, 0.5, 34, 1200, "沈一苇"),
    ),
    targets={
        "nps": (55, 2.0),
        "csat": (90, 1.0),
        "active_rate": (0.45, 2.0),
        "stickiness": (0.2, 1.0),
        "net_growth": (12, 2.0),
        "stay_d30": (0.7, 1.0),
        "activities_held": (3, 1.0),
    },
    satisfied=Satisfied(
        0.62,
        0.1,
        4.5,
        64,
        ((10, "被这群人带着读完了三本书。"), (9, "领读的问题问得好。"), (8, "希望有音频版提醒。"), (6, "忙的时候跟不上就不好意思说话。")),
    ),
    achievement="连续第三个月读完整本书的人超过报名的一半，诗会由成员轮流主持。",
    cause="月中掉队的人没有台阶，第二周以后不再说话。",
    ask="请提供每月 30 份赠书，作为读完的纪念。",
    actions=(("第二周设一次“补读日”", "沈一苇"), ("整理成员主持人名单", "沈一苇")),
)

BREWERS = CommunityPlan(
    slug="home-brewers",
    name="Kestrel Home Brewers",
    platform="slack",
    kind="product",
    export="slack",
    channels=("general", "brew-help", "beans", "show-and-tell"),
    positioning="Better coffee at home: recipes, gear and honest answers from the roastery.",
    audience="Subscribers and people who own a grinder",
    capacity=None,
    shape=Shape(260, 2.2, 0.0012, 0.058, 0.9, 0.45, (160, 0.45), 32, 0.84, 0.3),
    shows=(
        Show("Roaster Q&A, live", "qa", 2, 3, 19, 0.8, 124, 350, "Maeve Byrne"),
        Show("Bean of the month tasting", "gathering", 1, 5, 11, 0.4, 46, 900, "Tom Walsh"),
        Show("Recipe contest", "contest", 3, 0, 12, 0.35, 63, 200, "Maeve Byrne"),
    ),
    targets={
        "nps": (50, 2.0),
        "csat": (88, 1.0),
        "active_rate": (0.42, 2.0),
        "dau_avg": (52, 1.0),
        "first_reply_minutes": (45, 1.0),
        "reply_coverage": (0.85, 1.0),
        "net_growth": (30, 2.0),
        "stay_d30": (0.75, 1.0),
        "churn_rate": (0.06, 1.0),
    },
    satisfied=Satisfied(
        0.6,
        0.12,
        4.4,
        118,
        (
            (10, "The roaster answered my question in person. Sold."),
            (9, "Best place to learn why my pour-over stalls."),
            (7, "Good people, search could be easier."),
            (4, "I asked twice about the grinder recall and heard nothing."),
        ),
    ),
    achievement="The live Q&A was the busiest evening of the month, and every question of that evening had an answer by midnight.",
    cause="Questions asked after 10 pm wait until the morning; that is where most of the unanswered ones are.",
    ask="Please name one roaster for a weekly hour in #brew-help by the 8th.",
    actions=(("Evening rota in #brew-help, 8 to 11 pm", "Tom Walsh"), ("Welcome note with a first recipe for newcomers", "Maeve Byrne")),
)

BARISTAS = CommunityPlan(
    slug="barista-floor",
    name="Kestrel Barista Floor",
    platform="discord",
    kind="work",
    export="discord",
    channels=("floor-talk", "latte-art", "shift-swap"),
    positioning="Where partner cafés' baristas trade craft and shifts.",
    audience="Baristas of 60 partner cafés",
    capacity=400,
    shape=Shape(150, 0.7, 0.0008, 0.085, 0.75, 0.15, (140, 0.3), 22, 0.88, 0.15),
    shows=(Show("Latte art throwdown", "contest", 2, 1, 18, 0.7, 72, 450, "Tom Walsh"), Show("Calibration call", "lecture", 4, 2, 9, 0.3, 38, 0, "Tom Walsh")),
    targets={
        "active_rate": (0.5, 2.0),
        "dau_avg": (40, 1.0),
        "reply_coverage": (0.9, 1.0),
        "joins": (20, 1.0),
        "capacity_use": (0.9, 1.0),
        "nps": (35, 1.0),
    },
    satisfied=Satisfied(0.5, 0.2, 4.0, 48, ((9, "Swapped two shifts this week, painless."), (6, "Too many channels for a break."), (10, "The throwdown made my month."))),
    achievement="Shift swaps now settle within the hour, and the throwdown drew half of all active baristas.",
    cause="Cafés that joined this quarter have nobody who posts; their baristas read and do not write.",
    ask="Please introduce one host in each of the eight new cafés by the 15th.",
    actions=(("Pair each new café with a host", "Tom Walsh"),),
)

DATA = CommunityPlan(
    slug="data-circle",
    name="Alder Data Circle",
    platform="slack",
    kind="network",
    export="slack",
    channels=("general", "dashboards", "jobs"),
    positioning="Analysts of mid-sized companies, comparing notes.",
    audience="Heads of analytics and their teams, Europe",
    capacity=None,
    shape=Shape(230, 1.9, 0.0011, 0.05, 0.35, 0.5, (155, 0.4), 48, 0.75, 0.35),
    shows=(Show("Office hours with an Alder engineer", "qa", 1, 3, 16, 0.6, 71, 0, "Priya Khan"), Show("Case night: dashboards people use", "lecture", 3, 2, 18, 0.7, 93, 700, "Priya Khan")),
    targets={
        "nps": (45, 2.0),
        "active_rate": (0.35, 2.0),
        "mau": (150, 1.0),
        "reply_coverage": (0.8, 1.0),
        "net_growth": (28, 2.0),
        "newcomer_activation": (0.55, 1.0),
        "top10_share": (0.35, 1.0),
    },
    satisfied=Satisfied(0.56, 0.15, 4.25, 86, ((10, "Honest numbers from people who run the same stack."), (8, "More from finance teams, please."), (5, "Office hours clash with our stand-up."))),
    achievement="Case night brought 93 people and eleven first posts; four of them came back the week after.",
    cause="Office hours sit at 4 pm London, when half of the members are in meetings.",
    ask="Please move one engineer's hour to noon, from next month.",
    actions=(("Second office hour at noon", "Priya Khan"), ("Ask ten silent heads of analytics for one post each", "Priya Khan")),
)

AGENCIES = (
    AgencyPlan(
        slug="tingan",
        name="汀岸社群",
        language=ZH,
        timezone="Asia/Shanghai",
        colour="#14614f",
        footer="汀岸社群　杭州",
        people=(("owner", "zhouling@tingan.example", "周苓"), ("manager", "hechuan@tingan.example", "何川"), ("analyst", "linwei@tingan.example", "林未")),
        clients=(
            ClientPlan("xiulan", "岫岚户外", ZH, ("brand@xiulan.example", "boss@xiulan.example"), ("brand@xiulan.example", "江岫"), (HIKING, CAMPING), "江岫，品牌总监"),
            ClientPlan("baiyu", "白榆书店", ZH, ("hello@baiyu.example",), ("hello@baiyu.example", "白榆"), (READING,), "白榆，店主"),
        ),
    ),
    AgencyPlan(
        slug="harbour-pine",
        name="Harbour & Pine",
        language=EN,
        timezone="Europe/London",
        colour="#1f3a6e",
        footer="Harbour & Pine, Bristol",
        people=(("owner", "maeve@harbourpine.example", "Maeve Byrne"), ("manager", "tom@harbourpine.example", "Tom Walsh"), ("analyst", "priya@harbourpine.example", "Priya Khan")),
        clients=(
            ClientPlan("kestrel", "Kestrel Coffee Roasters", EN, ("ines@kestrel.example",), ("ines@kestrel.example", "Ines Duarte"), (BREWERS, BARISTAS), "Ines Duarte, Head of Brand"),
            ClientPlan("alder", "Alder Analytics", EN, ("otto@alder.example", "team@alder.example"), ("otto@alder.example", "Otto Fischer"), (DATA,), "Otto Fischer, CMO"),
        ),
    ),
)  # fmt: skip
"""Two agencies, four clients, six communities on four platforms, in both languages."""
