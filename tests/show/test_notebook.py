"""Results in a notebook: what the console prints, as tables that stand on their own."""

from __future__ import annotations

from rich.table import Table

import podobat
from podobat.show.notebook import Sheet, Shown


def test_a_table_of_the_console_becomes_a_table_of_the_page_with_its_words_to_the_left():
    table = Table(title="Odds")
    table.add_column("Target")
    table.add_column("Odds", justify="right")
    table.add_row("Jobs <all>", "12 %")
    sheet = Sheet()
    sheet.print("[bold]Two[/bold] lines\nhere", table)
    (line, made) = sheet.parts
    assert line == "<p>Two lines<br>here</p>"
    assert "<caption>Odds</caption>" in made
    assert "<td class=wordy>Jobs &lt;all&gt;</td><td>12 %</td>" in made


def test_a_forecast_shows_every_target_in_the_language_asked_for(made_up, monkeypatch):
    forecast, _ = made_up()
    monkeypatch.setenv("PODOBAT_LANG", "en")
    english = forecast._repr_html_()
    for name in forecast.targets("en")["name"]:
        assert name.split(" ")[0] in english
    monkeypatch.delenv("PODOBAT_LANG")
    assert forecast._repr_html_() == forecast.to_html("ko") != english


def test_what_was_checked_shows_itself_and_so_do_its_faults(tmp_path):
    assert "<table>" in podobat.check("cases/gwangju-phase1").to_html("en")
    (tmp_path / "town").mkdir()
    (tmp_path / "town/plan.yaml").write_text("id: other\n", encoding="utf-8")
    faulty = podobat.check(tmp_path / "town")
    assert not faulty.ok
    assert faulty.faults[0].found["en"] in faulty.to_html("en")


def test_every_public_result_shows_itself():
    public = [getattr(podobat, name) for name in podobat.__all__]
    results = [r for r in public if isinstance(r, type) and hasattr(r, "to_json_dict")]
    assert len(results) >= 6
    assert not [r.__name__ for r in results if not issubclass(r, Shown)]
