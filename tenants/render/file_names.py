"""What a report's file is called, in a letter and in a download alike."""


def report_name(client: str, community: str, period: str, version: int = 1, language: str = "") -> str:
    """Return a file name that sorts by period and survives every file system: ``岫岚户外-徒步会员群-2026-10.pdf``.

    ``language`` is given where it is not the client's own. A client and community of one name are named once.
    """
    parts = [client, community, period] if client != community else [client, period]
    if version > 1:
        parts.append(f"v{version}")
    if language:
        parts.append(language.partition("_")[0])
    stem = "-".join(" ".join(part.split()) for part in parts)
    return "".join("-" if each in '\\/:*?"<>|' or not each.isprintable() else each for each in stem) + ".pdf"
