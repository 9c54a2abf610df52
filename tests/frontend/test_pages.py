"""What must not happen on the screen. The checks themselves are in frontend/e2e/checks.mjs; each
also fails on a console error and on a request to any other host."""

from __future__ import annotations

import pytest

from tests.frontend.conftest import Check

PAGES = (
    "login",
    "overview",
    "building",
    "buildings",
    "incidents",
    "incident",
    "recommendations",
    "models",
    "data",
)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_page_shuts_anyone_out(check: Check, page: str) -> None:
    """axe finds nothing serious, light and dark, at 360, 768 and 1440 px."""
    check("accessible", page=page)


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), pytest.param(1440, "dark", marks=pytest.mark.slow)]
)
def test_the_proof_shuts_no_one_out(check: Check, width: int, scheme: str) -> None:
    check("accessibleProof", width=width, scheme=scheme)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_no_page_scrolls_sideways(check: Check, page: str) -> None:
    check("fits", page=page)


def test_a_wrong_password_lets_no_one_in_and_says_so(check: Check) -> None:
    check("wrongPassword")


def test_log_in_does_not_forget_where_one_was_going(check: Check) -> None:
    check("returnsAfterLogIn")


def test_log_out_leaves_no_one_in(check: Check) -> None:
    check("leavesNoOneIn")


@pytest.mark.slow
def test_an_expired_session_does_not_lose_the_page(check: Check) -> None:
    check("expires")


def test_a_session_that_ends_leaves_nothing_for_the_next_person(check: Check) -> None:
    check("leavesNothingBehind")


@pytest.mark.slow
def test_log_in_never_leads_to_another_site(check: Check) -> None:
    check("goesNowhereElse")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["overview", "building", "incident", "recommendations"])
def test_no_figure_is_without_its_proof(check: Check, page: str) -> None:
    check("everyFigureHasProof", page=page)


@pytest.mark.slow
def test_a_proof_can_be_sent_as_a_link(check: Check) -> None:
    check("proofByLink")


def test_the_table_never_differs_from_the_chart(check: Check) -> None:
    check("tableEqualsChart")


def test_a_gap_is_hatched_never_zero(check: Check) -> None:
    check("gapIsHatched")


@pytest.mark.slow
def test_a_chart_needs_no_mouse(check: Check) -> None:
    check("keyboard")


def test_a_building_is_found_by_its_name(check: Check) -> None:
    check("jump")


def test_an_error_does_not_spread_over_the_page(check: Check) -> None:
    check("errorStaysInside")


@pytest.mark.slow
def test_a_download_is_never_another_file_than_the_servers(check: Check) -> None:
    check("downloads")


@pytest.mark.slow
def test_a_refused_download_saves_nothing_and_says_so(check: Check) -> None:
    check("refusedDownload")


def test_live_values_do_not_wait_for_a_reload(check: Check) -> None:
    check("live")


@pytest.mark.slow
def test_a_lost_stream_is_said_and_comes_back(check: Check) -> None:
    check("reconnects")


def test_old_readings_are_not_called_now(check: Check) -> None:
    check("stale")


def test_the_readers_zone_does_not_move_the_buildings_midnight(check: Check) -> None:
    check("halfHourZone")


@pytest.mark.slow
def test_a_chosen_theme_is_kept(check: Check) -> None:
    check("theme")


def test_a_building_that_is_not_there_is_said_so(check: Check) -> None:
    check("unknownBuilding")


def test_a_forecast_never_begins_before_now_nor_differs_from_the_api(check: Check) -> None:
    check("forecastBand")


def test_a_missing_forecast_is_never_without_its_reason(check: Check) -> None:
    check("noForecast")


def test_what_stands_out_now_is_not_hidden_below_the_curve(check: Check) -> None:
    check("firstLook")


@pytest.mark.slow
def test_an_incident_is_never_told_by_colour_alone(check: Check) -> None:
    check("incidentsOnCurve")


@pytest.mark.slow
def test_a_filtered_list_survives_being_sent_as_a_link(check: Check) -> None:
    check("incidentFilters")


def test_a_verdict_does_not_wait_for_the_server_and_can_be_taken_back(check: Check) -> None:
    check("feedback")


@pytest.mark.slow
def test_a_refused_verdict_is_never_shown_as_kept(check: Check) -> None:
    check("refusedFeedback")


@pytest.mark.slow
def test_a_viewer_is_never_asked_to_judge(check: Check) -> None:
    check("viewerDoesNotJudge")


def test_an_incident_that_is_not_there_is_said_so(check: Check) -> None:
    check("unknownIncident")


def test_a_saving_is_never_shown_without_its_range(check: Check) -> None:
    check("savingsAreRanges")


@pytest.mark.slow
def test_a_saving_is_never_shown_before_it_is_measured(check: Check) -> None:
    check("whatWasDoneIsMeasured")


def test_no_skill_stands_without_what_it_is_measured_against(check: Check) -> None:
    check("modelsSaySkill")
