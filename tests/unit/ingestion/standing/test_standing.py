from datetime import UTC, date, datetime, timedelta

from ingestion.standing import Known, Standing, standings

JULY = date(2020, 7, 1)


def known(number: int, kind: str = "full", *, month: date = JULY, is_rejected: bool = False) -> Known:
    return Known(
        received_at=datetime(2020, 8, 1, tzinfo=UTC) + timedelta(hours=number),
        submission_id=f"{number}",
        file_name=f"{number}.csv",
        reporting_unit_code="421221",
        report_month=month,
        kind=kind,
        is_rejected=is_rejected,
    )


def effective(*submissions: Known) -> list[str]:
    return sorted(key for key, standing in standings(submissions).items() if standing.is_effective)


def test_a_later_full_supersedes_an_earlier_one_and_its_corrections() -> None:
    first, correction, second = known(1), known(2, "correction"), known(3)
    for order in ([first, correction, second], [second, first, correction]):
        found = standings(order)
        assert found["1"] == Standing(is_effective=True, superseded_by=second)
        assert found["2"] == Standing(is_effective=True, superseded_by=second)
        assert found["3"] == Standing(is_effective=True)


def test_a_correction_needs_a_full_before_it() -> None:
    assert effective(known(1, "correction"), known(2)) == ["2"]


def test_a_no_change_needs_the_month_before() -> None:
    august = date(2020, 8, 1)
    assert effective(known(1, "no_change", month=august)) == []
    # However late the month before became known, and along a chain.
    assert effective(known(1, "no_change", month=august), known(5)) == ["1", "5"]
    september = known(0, "no_change", month=date(2020, 9, 1))
    assert effective(september, known(1, "no_change", month=august), known(5)) == ["0", "1", "5"]


def test_a_rejected_file_neither_stands_nor_replaces() -> None:
    found = standings([known(1), known(2, is_rejected=True)])
    assert found == {"1": Standing(is_effective=True), "2": Standing(is_effective=False)}


def test_equal_times_are_ordered_by_id() -> None:
    at = datetime(2020, 8, 1, tzinfo=UTC)
    twins = [
        Known(
            received_at=at,
            submission_id=name,
            file_name=name,
            reporting_unit_code="421221",
            report_month=JULY,
            kind="full",
            is_rejected=False,
        )
        for name in ("b", "a")
    ]
    assert standings(twins)["a"].superseded_by == twins[0]
    assert standings(twins)["b"].superseded_by is None
