"""KAA in Bengtsfors, carried by the plugin (B-55 to B-61, B-A7)."""

from __future__ import annotations

from tests.acceptance.playing import SLUG, Play, play

YOUNG = "200806159810"  # turns 20 on 15 June 2028
INSIDE = {
    "hemkommun": "yes", "skolplikt_klar": "yes", "gar_i_gymnasiet": "no", "har_examen": "no", "har_bevis": "no", "likvardig": "no",
}  # fmt: skip


def in_register(moment: str = "2026-03-02 09:00") -> Play:
    """A pupil handed over by a school in another municipality, found to belong to the register."""
    story = play(moment)
    story.start(
        "cilla",
        "kaa",
        "skolan_lamnar_over",
        personnummer=YOUNG,
        namn="Robin Övning",
        overlamnad_av="Stina Syv",
        skola="Grannskolan",
        skolkommun="Grannköping",
    )
    story.do("cilla", "overtagande")
    story.do("cilla", "bedomning", **INSIDE)
    return story


def register(story: Play) -> list[str]:
    return [r.person for r in story.rutin.register(SLUG, story.rutin.actor(SLUG, "cilla"), "kaa").rows]


def test_a_pupil_from_another_municipalitys_school_comes_into_the_register() -> None:
    story = in_register()
    assert register(story) == ["Robin Övning"]
    page = story.rutin.register(SLUG, story.rutin.actor(SLUG, "cilla"), "kaa")
    assert (page.columns, page.rows[0].shown) == (
        ("Personnummer", "Fyller 20 år"),
        ("20080615-9810", "Torsdag 15 juni 2028"),
    )
    assert story.due("forsta_kontakt") == "ingen"  # the source has no deadline (B-A7)
    assert story.card("cilla").deadlines[0].state == "undecided"


def test_who_has_another_home_municipality_is_not_registered() -> None:
    story = play("2026-03-02 09:00")
    story.start("cilla", "kaa", "uppgift", personnummer=YOUNG, namn="Robin Övning", uppgift_fran="Lista från skolan")
    story.do("cilla", "bedomning", **{**INSIDE, "hemkommun": "no"})
    assert (story.now.end, register(story)) == ("omfattas_inte", [])


def test_contact_attempts_are_counted_and_measures_kept_each_time() -> None:
    story = in_register()
    story.do("cilla", "forsta_kontakt", "naddes_inte")
    story.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes_inte")
    story.happens("cilla", "kontaktforsok_gjort", kontakt_resultat="naddes")
    for measure in ("praktik", "halsogrupp"):
        story.happens(
            "cilla",
            "insats_erbjuden",
            insats=measure,
            insats_mal="Tillbaka till studier",
            insats_ansvarig="Kommunen",
            insats_start="2026-04-01",
        )
    assert story.now.counters["kontaktforsok"] == 3  # the first contact and two more
    assert [e.value for e in story.now.facts["insats"]] == ["praktik", "halsogrupp"]


def test_turning_twenty_ends_it_though_nobody_presses_anything() -> None:
    story = in_register()
    story.do("cilla", "forsta_kontakt", "naddes")
    story.at("2028-06-14 23:59")
    assert story.now.status == "open"
    story.at("2028-06-15 00:00")
    assert (story.now.end, register(story)) == ("fyllt_20", [])


def test_back_in_school_ends_it_by_name() -> None:
    story = in_register()
    story.do("cilla", "forsta_kontakt", "naddes")
    story.do("cilla", "ansvaret_pagar", "come", upphor_for="i_studier")
    assert story.now.end == "i_studier"


def test_a_job_does_not_end_the_responsibility_before_twenty() -> None:
    story = in_register()
    story.do("cilla", "forsta_kontakt", "naddes")
    event = next(e for e in story.page("cilla").events if "arbet" in e.title.lower())
    story.happens("cilla", event.id, **{f.name: "2026-04-01" for f in event.fields})
    assert story.now.status == "open"
