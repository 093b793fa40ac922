"""Invented names and sentences for the demo, in both languages."""

import itertools

_ZH_FIRST = (
    "山雀 阿澈 小满 橙子皮 不二 老杉树 南枝 一叶 青禾 木棉 阿岚 拾光 半夏 云起 晚风 "
    "鹿鸣 长安 白露 栗子 泡芙 大鱼 清欢 竹里 野渡 星河 麦芽 北岸 知秋 松果 溪客"
)
_ZH_LAST = ",在路上,爱喝茶,同学,不熬夜,的周末,看山,想出门,慢慢走,（杭州）,Leo,读书中,2.0,妈妈,的帐篷"
_EN_FIRST = (
    "Amelia Oliver Priya Jonas Freya Mateo Ines Callum Noor Hugo Maeve Tomasz Ada Felix Yuki "
    "Rosa Ivan Leila Otto Grace Samir Elsa Ben Chloe Dario Nina Theo Wren Kofi Marta"
)
_EN_LAST = "Hart Lindqvist Okafor Reyes Tanaka Moreau Novak Silva Byrne Khan Walsh Fischer Rossi Adeyemi Larsen Patel Kowalski Duarte"

ZH_NAMES = [first + last for last, first in itertools.product(_ZH_LAST.split(","), _ZH_FIRST.split())]
EN_NAMES = [f"{first} {last}" for last, first in itertools.product(_EN_LAST.split(), _EN_FIRST.split())]

SAYINGS = {
    "zh_Hans_CN": {
        "message": [
            "周末走了龙井到九溪，一路桂花。",
            "这批豆子的酸度很干净。",
            "分享一下我的打包清单。",
            "今天读到第三章，很有共鸣。",
            "装备到了，手感不错。",
        ],
        "question": [
            "新手第一次过夜，睡袋选几度的？",
            "这周末的活动还能报名吗？",
            "有人走过这条线吗？",
            "会员日几点开始？",
            "这本书有电子版吗？",
        ],
        "reply": [
            "五度的够用，记得带防潮垫。",
            "可以，还剩六个名额。",
            "走过，雨后有一段很滑。",
            "晚上八点，群里会提醒。",
            "有的，链接在群公告。",
        ],
    },
    "en": {
        "message": [
            "Dialled in the new Huila lot at 1:16 today.",
            "Wrote up our dashboard rebuild, notes inside.",
            "My weekend pour-over setup.",
            "Sharing last night's slides.",
        ],
        "question": [
            "What grind are you using for the light roast?",
            "Is the workshop on Thursday recorded?",
            "Has anyone tried the new filter papers?",
            "How do you test your models?",
        ],
        "reply": [
            "A touch coarser than usual worked for me.",
            "Yes, it goes up on Friday.",
            "They drain faster, so grind finer.",
            "We pin the seeds and compare snapshots.",
        ],
    },
}
"""What people say, by language and kind; no figure ever depends on it."""
