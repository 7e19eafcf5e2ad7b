"""What tells a free desktop who opens links, beside what others have told it."""

from __future__ import annotations

import pytest

from cicclo_qgis.asking.desktop_entry import entry, with_default, without_default

TYPE, NAME = "x-scheme-handler/cicclo", "cicclo-qgis.desktop"
OTHERS = """\
# kept
[Added Associations]
image/png=gimp.desktop;

[Default Applications]
text/html=firefox.desktop
x-scheme-handler/mailto=thunderbird.desktop;evolution.desktop;

[Removed Associations]
text/plain=vim.desktop;
"""


def test_plain_words_stay_plain_and_others_are_quoted():
    command = ["/usr/bin/python3", "-I", "/home/camille durand/100 %/$x", 'a"b\\c']
    text = entry("QGIS (CICCLO)", command, TYPE, ("Icon=qgis",))
    assert r'Exec=/usr/bin/python3 -I "/home/camille durand/100 %%/\\$x" "a\\"b\\\\c" %u' in text
    assert f"MimeType={TYPE};" in text and "Icon=qgis" in text
    assert text.startswith("[Desktop Entry]\n") and text.endswith("\n")


@pytest.mark.parametrize("before", ["", OTHERS, OTHERS.replace("\n\n", "\n")])
def test_it_is_added_and_taken_away_again(before):
    after = with_default(before, TYPE, NAME)
    assert f"\n{TYPE}={NAME}\n" in after and f"\n{TYPE}={NAME};\n" in after
    assert with_default(after, TYPE, NAME) == after
    assert set(before.splitlines()) <= set(after.splitlines())
    assert without_default(after, TYPE, NAME) == before


def test_another_program_for_the_same_links_stays_second():
    before = f"[Default Applications]\n{TYPE}=other.desktop\n"
    after = with_default(before, TYPE, NAME)
    assert f"{TYPE}={NAME};other.desktop;\n" in after
    assert "other.desktop" in without_default(after, TYPE, NAME)


def test_where_it_is_not_nothing_changes():
    assert without_default(OTHERS, TYPE, NAME) == OTHERS
