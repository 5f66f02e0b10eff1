"""functions/input/reading/parquet.py and parquet_pages.py; polars writes what they read."""

import io
from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading import parquet, parquet_decoding, parquet_pages
from functions.input.reading.document import Document
from functions.input.reading.event_logs import parquet_reading
from functions.input.reading.parquet_pages import MalformedParquetError, size_of
from functions.input.reading.submission import read


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


TABLE = pl.DataFrame(
    {
        "Case ID": [1, 1, 2],
        "Activity": pl.Series(["A", "B", "A"], dtype=pl.Categorical),
        "Start Timestamp": [at(8), at(9), at(8, 2)],
        "End Timestamp": [at(9), at(10), at(9, 2)],
        "Resource": ["Kim", None, "Lee"],
        "amount": [10.5, 10.5, 20.0],
        "urgent": [True, False, True],
        "pages": pl.Series([1, 2, 3], dtype=pl.UInt8),
        "due": [date(2026, 2, 1)] * 3,
    }
)


def packed(table: pl.DataFrame, **options) -> bytes:
    body = io.BytesIO()
    table.write_parquet(body, **options)
    return body.getvalue()


def reading(table: pl.DataFrame | bytes, mapping=None):
    body = table if isinstance(table, bytes) else packed(table)
    return parquet_reading(Document(body, "requests.parquet"), mapping)


def read_file(body: bytes, name: str = "upload"):
    stored = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    return read(Submission.model_validate({"file": stored, "filename": name}), body)


def kind(data) -> str:
    with pytest.raises(PermanentError) as error:
        reading(data)
    return error.value.problem.type.rpartition("/")[2]


def codes(found) -> dict[str, int | None]:
    return {w.code: w.count for w in found.quality.warnings}


@pytest.mark.parametrize("compression", ["zstd", "snappy", "gzip", "uncompressed"])
def test_finds_the_columns_and_keeps_the_types_of_attributes(compression):
    log = reading(packed(TABLE, compression=compression)).log

    assert log.select("case_id", "activity", "start_at", "complete_at", "resource").rows() == [
        ("1", "A", at(8), at(9), "Kim"),
        ("1", "B", at(9), at(10), None),
        ("2", "A", at(8, 2), at(9, 2), "Lee"),
    ]
    assert log["case:amount"].to_list() == [10.5, 10.5, 20.0]
    assert log["event:urgent"].to_list() == [True, False, True]
    assert log["event:pages"].to_list() == [1, 2, 3]
    assert log["event:due"].to_list() == ["2026-02-01"] * 3


def test_is_recognised_by_its_content_and_named_after_its_file():
    found = read_file(packed(TABLE), "travel_requests.dat")

    assert found.quality.format == "Parquet"
    assert found.workflow.name == "travel requests"
    assert len(found.log) == 3


def test_the_canonical_log_is_read_back_as_it_was():
    extra = {"event:type": ["x", "y", "x"], "case:id": ["p", "p", "q"], "event:org:role": [1, 2, 3]}
    log = reading(TABLE).log.with_columns(pl.Series(k, v) for k, v in extra.items())
    log = log.with_columns(cost=pl.lit(2.5), role=pl.lit("Clerk"), start_at=pl.lit(None, at_type()))
    log = log.select(parquet_order(log))

    assert_frame_equal(reading(log).log, log)
    assert_frame_equal(reading(reading(log).log).log, log)


def at_type() -> pl.DataType:
    return pl.Datetime("us", "UTC")


def parquet_order(log: pl.DataFrame) -> list[str]:
    known = ["case_id", "activity", "start_at", "complete_at", "resource", "role", "cost"]
    return known + sorted(name for name in log.columns if name not in known)


def test_microseconds_and_other_zones_come_to_the_same_instant():
    moment = datetime(2026, 7, 1, 12, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=2)))
    frame = pl.DataFrame({"case": ["1"], "activity": ["A"], "time": [moment.astimezone(UTC)]})
    zoned = frame.with_columns(pl.col("time").dt.convert_time_zone("Europe/Berlin"))

    found = reading(zoned)

    assert found.log["complete_at"].to_list() == [moment]
    assert "no_time_zone" not in codes(found)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_times_without_a_zone_are_utc_with_a_warning_and_a_question(unit):
    naive = TABLE.with_columns(
        pl.col("End Timestamp").dt.replace_time_zone(None).dt.cast_time_unit(unit)
    ).drop("Start Timestamp")

    found = reading(naive)

    assert found.log["complete_at"].to_list() == [at(9), at(10), at(9, 2)]
    assert codes(found)["no_time_zone"] == 3
    assert "time zone" in [question.about for question in found.quality.questions]


def test_takes_the_columns_that_the_submitter_names():
    table = TABLE.rename({"Activity": "Schritt", "End Timestamp": "Wann"})

    log = reading(table, {"activity": "Schritt", "complete_at": "Wann"}).log

    assert log["activity"].to_list() == ["A", "B", "A"]


def test_columns_that_tell_nothing_about_events_are_left_out():
    table = TABLE.with_columns(__index_level_0__=pl.lit(1), blob=pl.lit(b"x"))

    names = reading(table).log.columns

    assert not [name for name in names if "index" in name or "blob" in name]


def test_nested_columns_are_refused_by_name():
    table = TABLE.with_columns(tags=pl.lit(["a"]), who=pl.struct(pl.lit(1).alias("id")))

    with pytest.raises(PermanentError) as error:
        reading(table)

    assert error.value.problem.type.endswith("/nested-columns")
    assert "tags, who" in error.value.problem.detail


def test_a_table_without_rows_or_roles_is_refused():
    assert kind(TABLE.head(0)) == "empty-log"
    assert kind(TABLE.drop("Activity")) == "missing-columns"
    assert kind(pl.DataFrame({"x": []})) == "empty-log"


def test_the_size_is_known_before_reading():
    table = pl.DataFrame({"a": range(5000), "b": ["x" * 50] * 5000})

    found = size_of(packed(table, row_group_size=1000, compression="zstd"))

    assert (found.rows, found.columns) == (5000, 2)
    assert 5000 * 8 < found.uncompressed_bytes < 5000 * 70


def test_what_grows_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(parquet, "MAX_UNCOMPRESSED_BYTES", 1_000_000)
    plain = pl.DataFrame({"case": ["x" * 2_000_000]})
    repeated = pl.DataFrame({"case": ["x" * 1000] * 2000})

    assert len(packed(plain)) < 10_000
    assert kind(plain) == "file-too-large"
    assert size_of(packed(repeated)).uncompressed_bytes < 1_000_000
    assert kind(repeated) == "file-too-large"


def test_too_many_rows_columns_and_pages_are_refused(monkeypatch):
    wide = pl.DataFrame({f"c{n}": [1] for n in range(1025)})

    assert kind(wide) == "too-many-columns"
    monkeypatch.setattr(parquet, "MAX_ROWS", 2)
    assert kind(TABLE) == "log-too-large"
    monkeypatch.setattr(parquet_pages, "MAX_PAGES", 3)
    assert kind(TABLE) == "damaged-parquet"


def test_a_page_that_claims_more_than_the_footer_is_believed():
    body = bytearray(packed(pl.DataFrame({"case": ["x" * 100]}), compression="zstd"))
    size = size_of(bytes(body))
    header = body.index(b"\x15", 4) + 3  # the page header: type, then the uncompressed size

    assert body[header - 1] == 0x15
    claimed = bytes([0x80 | (body[header] & 127), 0xFF, 0x7F])
    grown = size_of(bytes(body[:header]) + claimed + bytes(body[header + 2 :]))

    assert grown.uncompressed_bytes > size.uncompressed_bytes + 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"PAR1",
        b"PAR1PAR1",
        b"PAR1" + b"\0" * 100 + b"PAR1",
        b"PAR1" + b"\xff" * 100 + b"PAR1",
        b"PAR1" + b"\x1c" * 5000 + (5000).to_bytes(4, "little") + b"PAR1",  # structs in structs
        b"PAR1" + b"\x19" * 5000 + (5000).to_bytes(4, "little") + b"PAR1",  # lists in lists
        b"PAR1" + b"\x15" + b"\xff" * 40 + (41).to_bytes(4, "little") + b"PAR1",
    ],
)
def test_what_is_damaged_is_refused(body):
    with pytest.raises(PermanentError) as error:
        read_file(body)

    assert error.value.problem.type.endswith("/damaged-parquet")


def test_every_truncation_is_refused():
    body = packed(TABLE)

    for length in range(4, len(body) - 1, 37):
        assert kind(body[:length]) == "damaged-parquet"


BODY = packed(TABLE, compression="snappy")


DAMAGE = st.lists(
    st.tuples(st.integers(4, len(BODY) - 5), st.integers(0, 255)), min_size=1, max_size=4
)


def damaged(changes) -> bytes:
    body = bytearray(BODY)
    for place, value in changes:
        body[place] = value
    return bytes(body)


@settings(max_examples=150, deadline=None)
@given(DAMAGE)
def test_any_damage_gives_a_size_or_a_problem(changes):
    try:
        found = size_of(damaged(changes))
    except MalformedParquetError as error:
        assert str(error)
    else:
        assert found.uncompressed_bytes >= 0


@settings(max_examples=8, deadline=None)
@given(DAMAGE)
@example([(79, 85)])  # each of these ends the decoder of polars 2.1 by abort()
@example([(463, 127), (3137, 78)])
@example([(2352, 206), (1174, 35)])
def test_any_damage_gives_a_reading_or_a_problem(changes):
    try:
        found = read_file(damaged(changes))
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert found.workflow.activities


def test_the_agent_outlives_a_decoder_that_dies(monkeypatch):
    monkeypatch.setattr(parquet_decoding.sys, "executable", "/bin/false")

    assert kind(TABLE) == "damaged-parquet"
