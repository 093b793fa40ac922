import pytest

from tenants.render import words


def write(folder, name, *entries):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    (folder / name).write_text(head + "\n".join(entries), encoding="utf-8")


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "zh_Hans_CN"
    folder.mkdir()
    return folder


def test_the_catalogues_of_all_areas_are_one(catalogue):
    write(catalogue, "a.po", 'msgid "Save"\nmsgstr "保存"\n')
    write(catalogue, "b.po", 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s 天"\n')
    whole = words.merged(catalogue)
    assert whole["Save"].string == "保存"
    assert whole["%(n)s day"].string == ("%(n)s 天",)


def test_two_translations_of_one_message_are_refused(catalogue):
    write(catalogue, "a.po", 'msgid "Save"\nmsgstr "保存"\n')
    write(catalogue, "b.po", 'msgid "Save"\nmsgstr "存下"\n')
    with pytest.raises(words.CatalogueError, match="differently"):
        words.merged(catalogue)


@pytest.mark.parametrize("entry", ['msgid "Save"\nmsgstr ""\n', '#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n'])
def test_half_a_translation_is_refused(catalogue, entry):
    write(catalogue, "a.po", entry)
    with pytest.raises(words.CatalogueError, match="not translated"):
        words.merged(catalogue)


def test_english_needs_no_catalogue_and_keeps_its_plurals():
    english = words.translations("en")
    assert english.ngettext("%d day", "%d days", 1) == "%d day"
    assert english.ngettext("%d day", "%d days", 2) == "%d days"


def test_the_shipped_catalogues_agree_and_languages_have_aliases():
    assert words.translations("zh").gettext("Save") == "保存"
    assert words.translations("zh-CN") is words.translations("zh_Hans_CN")
    with pytest.raises(ValueError, match="no words"):
        words.translations("fr")
