"""What every test shares: no network, hypothesis profiles, a loud skip of what is not there."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import staffalloc as sa
from staffalloc.examples import read_units

from .expected import Worked

DANGEROUS_NAME = "=HYPERLINK(A1)"

PUBLISHED = Path(
    os.environ.get("STAFFALLOC_CASES", Path(__file__).resolve().parents[2] / "shared" / "cases")
)
_SLOW_START = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile(
    "fast", max_examples=25, deadline=None, derandomize=True, suppress_health_check=_SLOW_START
)
settings.register_profile(
    "ci", max_examples=100, deadline=None, suppress_health_check=_SLOW_START, print_blob=True
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=_SLOW_START, print_blob=True
)
settings.load_profile(os.environ.get("STAFFALLOC_HYPOTHESIS", "fast"))

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

_skipped: dict[str, str] = {}  # what was not tested, and how to have it tested


@pytest.fixture(scope="session")
def published_cases() -> Path:
    """The folder of published problems and answers; without it the test is skipped, loudly."""
    if not PUBLISHED.is_dir():
        _skipped["PUBLISHED CASES WERE NOT TESTED"] = f"{PUBLISHED} is absent; set STAFFALLOC_CASES"
        pytest.skip(f"no published cases in {PUBLISHED}: set STAFFALLOC_CASES to their folder")
    return PUBLISHED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser that can open a page; without one the test is skipped, loudly."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        how = f"none of {', '.join(_BROWSERS)} is on the path; install one"
        _skipped["THE PAGE WAS NOT OPENED IN A BROWSER"] = how
        pytest.skip(how)
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for title, remedy in _skipped.items():
        terminalreporter.write_sep("!", title, red=True)
        terminalreporter.write_line(remedy)


class NetworkUsed(BaseException):
    """A test reached for the network; no handler may swallow this."""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves the machine, and every look-up of a name."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if not _is_local(host):
            raise NetworkUsed(f"a connection to {host}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local(host):
            raise NetworkUsed(f"a look-up of {host}")
        return look_up(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1", "")


@pytest.fixture(scope="session")
def worked(published_cases: Path) -> Worked:
    """The worked case with every number it prints."""
    return Worked(published_cases / "worked")


@pytest.fixture(scope="session")
def small_case() -> sa.Case:
    units = read_units()
    return sa.generate_case(units[units["province_code"] == "15"].head(6), seed=3)


@pytest.fixture(scope="session")
def small_plan(small_case: sa.Case) -> sa.Plan:
    return sa.plan(small_case)


@pytest.fixture(scope="session")
def plan() -> sa.Plan:
    """A plan to write out: two units of Lào Cai with synthetic people, one with a bad name."""
    units = read_units()
    case = sa.generate_case(units[units["province_code"] == "15"].head(2), seed=5)
    cadres = case.cadres
    cadres.loc[0, "name"] = DANGEROUS_NAME
    return sa.plan(case.with_table("cadres", cadres))
