"""How a trail is laid out for a reader."""

from rich.cells import cell_len
from rich.console import Console

from podobat.evidence import why
from podobat.evidence.console import hanging, print_trail


def test_lines_break_between_words_and_continue_under_the_first():
    assert hanging("one two three", 12, "   - ") == "   - one two\n     three"
    assert hanging("하나 둘 셋", 13, "   - ") == "   - 하나 둘\n     셋"


def test_an_address_stays_whole():
    address = "https://example.org/" + "a" * 60
    assert hanging(f"see {address} here", 30, "- ").splitlines() == ["- see", f"  {address}", "  here"]


def test_a_whole_trail_fits_the_console(capsys):
    for width in (80, 140):
        print_trail(why("jobs.direct"), lang="ko", console=Console(width=width, no_color=True, highlight=False))
        lines = capsys.readouterr().out.splitlines()
        assert max(cell_len(line) for line in lines if "http" not in line) <= width
        assert any(cell_len(line) > 0.8 * width for line in lines)
        assert sum(line.startswith("   - ") for line in lines) > 40
