"""Generated programs, and fixtures with some bytes changed: dashlint survives them all, and its promises hold."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

import program_properties as properties
from program_properties import Spoiled, programs, spoiled_code, spoiled_projects

FEW, MANY = 60, 250


def modest(examples: int) -> settings:
    """Settings under which a test does the same in every run; `benchmarks/fuzz.py` looks further."""
    health = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
    return settings(derandomize=True, database=None, deadline=None, max_examples=examples, suppress_health_check=health)


@modest(MANY)
@given(spoiled_code())
def test_reading_spoiled_code_never_raises(text: bytes) -> None:
    properties.reads(text)


@modest(FEW)
@given(programs())
def test_reading_programs_never_raises(text: bytes) -> None:
    properties.reads(text)


@modest(FEW)
@given(programs())
def test_programs_are_read_lazily_as_at_once(text: bytes) -> None:
    properties.is_read_lazily_as_at_once(text)


@modest(FEW)
@given(spoiled_code())
def test_spoiled_code_is_read_lazily_as_at_once(text: bytes) -> None:
    properties.is_read_lazily_as_at_once(text)


@modest(FEW)
@given(programs())
def test_programs_are_linted(text: bytes) -> None:
    properties.is_linted(text)


@modest(FEW)
@given(spoiled_code())
def test_spoiled_code_is_linted(text: bytes) -> None:
    properties.is_linted(text)


@modest(FEW)
@given(spoiled_code() | programs())
def test_fixes_keep_code_that_can_be_read(text: bytes) -> None:
    properties.is_fixed(text)


@modest(FEW)
@given(spoiled_code() | programs())
def test_comments_that_silence_change_nothing_else(text: bytes) -> None:
    properties.is_silenced(text)


@modest(FEW)
@given(spoiled_projects())
def test_the_command_ends_well_whatever_a_file_of_a_project_holds(spoiled: Spoiled) -> None:
    properties.ends_well(spoiled, "--select=ALL", "--format=json")


@modest(FEW // 3)
@given(spoiled_projects())
def test_fixing_ends_well_whatever_a_file_of_a_project_holds(spoiled: Spoiled) -> None:
    properties.ends_well(spoiled, "--select=ALL", "--fix", "--unsafe-fixes")


@modest(FEW // 3)
@given(spoiled_projects())
def test_silencing_ends_well_whatever_a_file_of_a_project_holds(spoiled: Spoiled) -> None:
    properties.ends_well(spoiled, "--select=ALL", "--add-ignore")
