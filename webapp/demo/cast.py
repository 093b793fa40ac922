"""The demo's cast: who runs what for whom. All of it invented."""

from webapp.demo.cast_en import BARISTAS, BREWERS, DATA
from webapp.demo.cast_zh import CAMPING, HIKING, READING
from webapp.demo.plans import AgencyPlan, ClientPlan

ZH, EN = "zh_Hans_CN", "en"

AGENCIES = (
    AgencyPlan(
        slug="tingan",
        name="汀岸社群",
        language=ZH,
        timezone="Asia/Shanghai",
        colour="#14614f",
        footer="汀岸社群　杭州",
        currency="CNY",
        people=(
            ("owner", "zhouling@tingan.example", "周苓"),
            ("manager", "hechuan@tingan.example", "何川"),
            ("analyst", "linwei@tingan.example", "林未"),
        ),
        clients=(
            ClientPlan(
                "xiulan",
                "岫岚户外",
                ZH,
                ("brand@xiulan.example", "boss@xiulan.example"),
                ("brand@xiulan.example", "江岫"),
                (HIKING, CAMPING),
                "江岫，品牌总监",
            ),
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
        currency="GBP",
        people=(
            ("owner", "maeve@harbourpine.example", "Maeve Byrne"),
            ("manager", "tom@harbourpine.example", "Tom Walsh"),
            ("analyst", "priya@harbourpine.example", "Priya Khan"),
        ),
        clients=(
            ClientPlan(
                "kestrel",
                "Kestrel Coffee Roasters",
                EN,
                ("ines@kestrel.example",),
                ("ines@kestrel.example", "Ines Duarte"),
                (BREWERS, BARISTAS),
                "Ines Duarte, Head of Brand",
            ),
            ClientPlan(
                "alder",
                "Alder Analytics",
                EN,
                ("otto@alder.example", "team@alder.example"),
                ("otto@alder.example", "Otto Fischer"),
                (DATA,),
                "Otto Fischer, CMO",
            ),
        ),
    ),
)
"""Two agencies, four clients, six communities on four platforms, in both languages."""
