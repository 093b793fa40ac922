"""Lists of members, month by month: who came and who left between them, whatever comes late or is taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tenants.actions import figures, importing
from tenants.store.clients import community_by_id
from tenants.store.tenancy import use_tenant
from tenants.store.vouched import what_is_known
from tenants.terms.period import Period
from tests.chats import FIRST_WEEK, SECOND_WEEK, export
from tests.communities import NOW, application, bring, make_place

HEADER = "昵称,微信号,入群时间,入群方式,邀请人,角色,是否付费,邮箱\n"
PEOPLE = {
    "lin": "林,lin,2026-03-02 09:30,扫码,,群主,是,LIN@tea.example\n",
    "wang": "王,wang,,邀请,lin,成员,否,\n",
    "chen": "陈,chen,,扫码,,管理员,否,chen@tea.example\n",
    "zhao": "赵,zhao,2026-05-12 20:00,邀请,wang,成员,是,\n",
    "sun": "孙,sun,,扫码,,成员,否,\n",
}
MONTHS = {
    "成员列表_2026-04-30.csv": ("lin", "wang", "chen"),
    "成员列表_2026-05-31.csv": ("lin", "wang", "zhao", "sun"),
    "成员列表_2026-06-30.csv": ("lin", "chen", "zhao"),
}


@pytest.fixture
def lists(tmp_path):
    def write(name, people):
        path = tmp_path / name
        path.write_bytes((HEADER + "".join(PEOPLE[person] for person in people)).encode("gb18030"))
        return path

    return {name: write(name, people) for name, people in MONTHS.items()}


def figures_of(place, month):
    with use_tenant(place.tenant_id):
        _, found = figures.figures(community_by_id(place.community_id), Period.month(2026, month), now=NOW)
    return {key: found[key].value for key in ("members_start", "joins", "leaves", "net_growth", "members_end")}


def a_group(slug):
    return make_place(slug, zone="Asia/Shanghai", platform="wechat", contract={"exclude_staff": False})


@pytest.fixture
def app(database_url, tmp_path):
    with application(database_url, tmp_path / "files") as app:
        yield app


@pytest.fixture
def place(app):
    return a_group("group")


def test_three_months_of_lists_tell_who_came_and_who_left(place, lists):
    results = [bring(place, path) for path in lists.values()]
    assert {result.format for result in results} == {"members-csv"}
    assert [result.people for result in results] == [3, 4, 3]
    assert figures_of(place, 5) == {"members_start": 3, "joins": 2, "leaves": 1, "net_growth": 1, "members_end": 4}
    assert figures_of(place, 6) == {"members_start": 4, "joins": 1, "leaves": 2, "net_growth": -1, "members_end": 3}


def test_what_a_list_says_of_people_is_kept(place, lists, superuser):
    for path in lists.values():
        bring(place, path)
    rows = superuser.execute(
        "SELECT external_id, name, email, is_staff, is_paid FROM member WHERE community_no = %s ORDER BY external_id", [place.community_no]
    ).fetchall()
    assert rows == [
        ("wechat:chen", "陈", "chen@tea.example", True, False),
        ("wechat:lin", "林", "lin@tea.example", True, True),
        ("wechat:sun", "孙", "", False, False),
        ("wechat:wang", "王", "", False, False),
        ("wechat:zhao", "赵", "", False, True),
    ]


def test_the_order_of_import_and_a_list_taken_back_change_nothing_but_its_own_word(app, lists):
    names = list(lists)
    outcomes = []
    for order in (names, [names[2], names[0], names[1]]):
        place = make_place(
            "-".join(str(names.index(name)) for name in order), zone="Asia/Shanghai", platform="wechat", contract={"exclude_staff": False}
        )
        for name in order:
            bring(place, lists[name])
        outcomes.append([figures_of(place, month) for month in (4, 5, 6)])
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_the_middle_list_taken_back_leaves_what_the_others_say(place, lists):
    done = {name: bring(place, path) for name, path in lists.items()}
    with use_tenant(place.tenant_id):
        importing.undo(done["成员列表_2026-05-31.csv"].import_id, now=NOW)
    assert figures_of(place, 6) == {"members_start": 4, "joins": 0, "leaves": 1, "net_growth": -1, "members_end": 3}


@pytest.mark.parametrize("order", [("export", "U"), ("export", "u"), ("U", "export", "u")])
def test_a_list_of_the_people_of_an_export_adds_nobody_however_it_writes_their_ids(app, tmp_path, superuser, order):
    place = make_place()
    for what in order:
        path = tmp_path / f"{what}_2024-03-31.csv"
        lines = "".join(f"person{n},Member,{what}{n},Person {n}\n" for n in range(1, 5))
        path.write_text(f"username,status,userid,fullname\n{lines}")
        bring(place, export(tmp_path / "slack.zip", FIRST_WEEK + SECOND_WEEK) if what == "export" else path)
    rows = superuser.execute("SELECT external_id, name FROM member ORDER BY external_id").fetchall()
    assert rows == [(f"slack:U{n}", f"Person {n}") for n in range(1, 5)]


def test_a_list_is_known_until_its_day_ends_on_the_communitys_clock(place, lists):
    bring(place, lists["成员列表_2026-04-30.csv"])
    with use_tenant(place.tenant_id):
        known = what_is_known(community_by_id(place.community_id), ZoneInfo("Asia/Shanghai"), NOW)
    assert known.as_of == datetime(2026, 4, 30, 23, 59, 59, 999999, ZoneInfo("Asia/Shanghai"))
