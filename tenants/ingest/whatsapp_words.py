"""What WhatsApp itself writes into a chat, in the languages of the phones that export it: who came and went, and what is no message.

Where a language is missing, nothing is invented: its notices are nobody's act, and the reading says that joins are unknown.
"""

import re
from typing import NamedTuple

from tenants.terms.event import EventKind


class Move(NamedTuple):
    """Who came or went. ``by`` is who added them, "" if they came themselves or it is not said."""

    kind: EventKind
    who: tuple[str, ...]
    by: str


_BY = r"(?P<by>[^:\n]{1,120}?)"
_WHO = r"(?P<who>[^:\n]{1,2000}?)"
_END = r"[.。]?$"

# Settings come first: "removed this group's icon" removes nobody.
_SETTINGS = re.compile(
    r"\b(?:(?:this|the) group's (?!invite)|"
    r"group (?:name|icon|description|settings)|the subject|security code|created group|created this group|"
    r"este grupo\b.{0,20}(?:icono|descripción)|el asunto|den Betreff|Gruppenbild|Gruppenbeschreibung|l'icône|le sujet|o assunto|l'oggetto)|"
    r"群组(?:图标|名称|描述|主题)|群組(?:圖示|名稱|描述|主題)|安全码|安全碼"
)
_JOINS = [
    # By themselves.
    rf"{_WHO} joined(?: (?:using|via|from|with|through|the group)\b[^\n]*)?",
    rf"{_WHO} ?已?(?:使用|通过|透過|經由|点击).{{0,24}}(?:链接|連結|链结|二维码).{{0,6}}加入了?(?:群组|群組|本群|此群)?",
    rf"{_WHO} ?已?加入了?(?:群组|群組|本群|此群)?",
    rf"{_WHO} se (?:unió|ha unido)\b[^\n]*",
    rf"{_WHO} ist (?:der Gruppe )?(?:über|mit|per)\b[^\n]*beigetreten",
    rf"{_WHO} a rejoint\b[^\n]*",
    rf"{_WHO} entrou\b[^\n]*",
    rf"{_WHO} (?:si è unit[oa]|è entrat[oa])\b[^\n]*",
    rf"{_WHO} (?:neemt nu deel via|is toegetreden|is lid geworden)\b[^\n]*",
    rf"{_WHO} (?:присоединил(?:ся|ась|ся\(-ась\))|вступил(?:а|\(-?а\))?)\b[^\n]*",
    rf"{_WHO} (?:telah )?bergabung\b[^\n]*",
    rf"{_WHO}[,]? [^\n]*davet bağlantısı[^\n]*katıldı",
    rf"{_WHO}(?:さん)?が[^\n]*招待リンク[^\n]*参加しました",
    # By another.
    rf"{_WHO} (?:was|were) added",
    rf"{_WHO} wurde(?:n)? hinzugefügt",
    rf"{_BY} added {_WHO}(?: to the (?:group|community))?",
    rf"{_BY} ?(?:已?添加了?|新增了?|邀请了|邀請了|拉入了) ?{_WHO}(?:加入(?:群组|群組))?",
    rf"{_BY} ?(?:已)?(?:将|將|把) ?{_WHO} ?(?:添加到|加入|新增至)(?:了)?(?:群组|群組|本群|此群)?",
    rf"{_BY} (?:añadió|agregó|ha añadido) a {_WHO}",
    rf"{_BY} hat {_WHO} hinzugefügt",
    rf"{_BY} a ajouté {_WHO}",
    rf"{_BY} adicionou (?:a |o )?{_WHO}",
    rf"{_BY} ha aggiunto {_WHO}",
    rf"{_BY} heeft {_WHO} toegevoegd",
    rf"{_BY} добавил(?:а|\(-?а\))? {_WHO}",
    rf"{_BY} menambahkan {_WHO}",
    rf"{_BY}, {_WHO} (?:adlı kişiyi|kişisini) ekledi",
    rf"{_BY}が{_WHO}を追加しました",
]
_LEAVES = [
    rf"{_WHO} left(?: the (?:group|community))?",
    rf"{_WHO} ?(?:已?(?:退出|离开|離開)了?)(?:群组|群組|本群|此群)?",
    rf"{_WHO} (?:salió|ha salido|abandonó|ha abandonado)(?: (?:del|el) grupo)?",
    rf"{_WHO} hat die Gruppe verlassen",
    rf"{_WHO} (?:a quitté(?: le groupe)?|est partie?)",
    rf"{_WHO} saiu(?: do grupo)?",
    rf"{_WHO} (?:ha abbandonato(?: il gruppo)?|è uscit[oa](?: dal gruppo)?)",
    rf"{_WHO} heeft de groep verlaten",
    rf"{_WHO} (?:вышел|вышла|вышел\(-ла\)|покинул(?:а|\(-?а\))?)(?: (?:из группы|группу))?",
    rf"{_WHO} keluar(?: dari grup)?",
    rf"{_WHO} (?:gruptan )?ayrıldı",
    rf"{_WHO}(?:さん)?が(?:グループを)?退出しました",
    rf"{_WHO} (?:was|were) removed",
    rf"{_WHO} wurde(?:n)? entfernt",
    rf"{_BY} removed {_WHO}(?: from the (?:group|community))?",
    rf"{_BY} ?(?:已?移除了?|移出了) ?{_WHO}",
    rf"{_BY} ?(?:已)?(?:将|將|把) ?{_WHO} ?(?:移除|移出)(?:了)?(?:群组|群組|本群|此群)?",
    rf"{_BY} (?:eliminó|sacó|expulsó|ha eliminado) a {_WHO}",
    rf"{_BY} hat {_WHO} entfernt",
    rf"{_BY} a (?:retiré|exclu|supprimé) {_WHO}",
    rf"{_BY} removeu (?:a |o )?{_WHO}",
    rf"{_BY} ha rimosso {_WHO}",
    rf"{_BY} heeft {_WHO} verwijderd",
    rf"{_BY} (?:удалил|исключил)(?:а|\(-?а\))? {_WHO}",
    rf"{_BY} mengeluarkan {_WHO}",
    rf"{_BY}, {_WHO} (?:adlı kişiyi|kişisini) çıkardı",
    rf"{_BY}が{_WHO}を(?:削除|退出させ)しました",
]
_MOVES = [
    *((EventKind.JOIN, re.compile(f"^{pattern}{_END}")) for pattern in _JOINS),
    *((EventKind.LEAVE, re.compile(f"^{pattern}{_END}")) for pattern in _LEAVES),
]
_AND = re.compile(r"(?:, | and |、|，|及| 和 | y | und | et | e | en | и | dan | ve )")
_THE_EXPORTER = {
    "you", "你", "您", "tú", "te", "ti", "usted", "du", "dich", "sie", "vous", "toi", "você", "tu", "jij", "je", "jou", "u", "вы", "вас",
    "anda", "sen", "seni", "あなた",
}  # fmt: skip
NOTICES = (
    "Messages and calls are end-to-end encrypted",
    "Messages to this group are now secured",
    "Messages you send to this group are now secured",
    "Messages to this chat and calls are now secured",
    "Messages are end-to-end encrypted",
    "消息和通话",
    "訊息和通話",
    "訊息與通話",
    "Los mensajes y las llamadas están cifrad",
    "Los mensajes y llamadas",
    "Nachrichten und Anrufe sind Ende-zu-Ende",
    "Nachrichten, die du in dieser Gruppe",
    "Les messages et les appels sont chiffrés",
    "Les messages et appels",
    "As mensagens e as chamadas",
    "As mensagens e ligações",
    "As mensagens e as ligações",
    "I messaggi e le chiamate sono",
    "Berichten en gesprekken zijn end-to-end",
    "Berichten en oproepen",
    "Сообщения и звонки",
    "Pesan dan panggilan",
    "Mesajlar ve aramalar uçtan uca",
    "メッセージと通話",
)
"""How the notice of encryption begins, which some phones write under the name of the group."""

_DELETED = {
    "this message was deleted", "you deleted this message", "此消息已删除", "此訊息已刪除", "这条消息已被删除",
    "此消息已被删除", "您删除了这条消息", "你删除了这条消息", "您已删除此消息", "你已删除此消息", "這則訊息已刪除",
    "此訊息已被刪除", "您已刪除此訊息", "你已刪除此訊息", "您已刪除這則訊息", "se eliminó este mensaje",
    "este mensaje fue eliminado", "eliminaste este mensaje", "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht", "ce message a été supprimé", "vous avez supprimé ce message",
    "mensagem apagada", "esta mensagem foi apagada", "você apagou esta mensagem", "apagou esta mensagem",
    "questo messaggio è stato eliminato", "hai eliminato questo messaggio", "dit bericht is verwijderd",
    "dit bericht werd verwijderd", "je hebt dit bericht verwijderd", "данное сообщение удалено", "сообщение удалено",
    "вы удалили данное сообщение", "pesan ini telah dihapus", "pesan ini dihapus", "anda menghapus pesan ini",
    "bu mesaj silindi", "bu mesajı sildiniz", "このメッセージは削除されました", "このメッセージを削除しました",
}  # fmt: skip
_LONGEST_DELETED = 60
_DELETED_STARTS = {sentence[:2] for sentence in _DELETED}
_PLACEHOLDER = re.compile(r"<[^<>\n]{3,40}>$")
_ATTACHED = re.compile(r"[\w .()-]{1,120}\.\w{2,5} \([^()\n]{4,30}\)(?:\n|$)")
_EDITED = re.compile(
    r"\s*\u200e?<(?:This message was edited|此消息已编辑|此訊息已編輯|Se editó este mensaje\.?|Diese Nachricht wurde bearbeitet\.?)>$"
)
_MARKS = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF))
_MARKED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def unmarked(text: str) -> str:
    """``text`` without the invisible marks of writing direction that phones put around names and notices."""
    return text if text.isascii() or not _MARKED.search(text) else text.translate(_MARKS)


def move(text: str) -> Move | None:
    """Who came or went by this notice; ``None`` if it tells nothing of the kind."""
    if _SETTINGS.search(text):
        return None
    for kind, pattern in _MOVES:
        found = pattern.match(text)
        if found is not None:
            groups = found.groupdict()
            by = groups.get("by") or ""
            who = tuple(name for part in _AND.split(groups["who"]) if (name := part.strip(" .\"'“”«»")))
            return Move(kind, who, by.strip())
    return None


def is_exporter(name: str) -> bool:
    """Whether a notice means the owner of the phone, whose name it does not say."""
    return name.casefold() in _THE_EXPORTER


def is_deleted(text: str) -> bool:
    """Whether the text stands where a message was deleted."""
    return len(text) <= _LONGEST_DELETED and text[:2].casefold() in _DELETED_STARTS and text.strip(" .。\n").casefold() in _DELETED


def written(text: str) -> str:
    """What was written, without the words that stand for a picture or a file, and without the note that it was edited."""
    last = text[-1:]
    if last == ">":
        return "" if _PLACEHOLDER.match(text) else _EDITED.sub("", text)
    if (last == ")" or ")\n" in text) and _ATTACHED.match(text):
        return _ATTACHED.sub("", text, count=1)
    return text
