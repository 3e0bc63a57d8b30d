"""How far a peer climbs: runs made up for the purpose, no process started."""

from __future__ import annotations

from climb import Climb, Limits
from instances import Sizes
from measure import Run
from peers import CBC, ENGINE, EXPLICIT, Peer

Asked = list[tuple[str, str]]


def climb(
    asked: Asked,
    *,
    second: float = 0.0,
    megabyte: float = 0.0,
    wrong: str = "",
    also: tuple[Peer, ...] = (),
) -> Climb:
    """Peers besides the engine take seconds and memory like the square of the units."""

    def run(peer: Peer, name: str, seconds: float, megabytes: float) -> Run:
        asked.append((peer.key, name))
        units = int(name.split("-")[1])
        sizes = Sizes(units, 50 * units, 20 * units, 30 * units, units**2)
        taken, held = (0.1, 1.0) if peer is ENGINE else (second * units**2, megabyte * units**2)
        if taken > seconds:
            return Run(peer.key, name, "stopped", "more than that")
        objective = 8 if peer.key == wrong else 7
        return Run(peer.key, name, "solved", "", taken, held, objective, sizes)

    return Climb([ENGINE, EXPLICIT, *also], "homes", Limits(seconds=10, megabytes=100), run)


def last(made: Climb, *sizes: int, seed: int = 1) -> Run:
    for units in sizes:
        runs = list(made.turn(units, seed))
    return runs[-1]


def test_the_engine_runs_first_and_each_peer_once_on_an_instance() -> None:
    asked: Asked = []
    last(climb(asked), 8)
    assert asked == [("engine", "homes-8-1"), ("explicit", "homes-8-1")]


def test_a_peer_is_not_tried_where_it_would_take_far_too_long() -> None:
    asked: Asked = []
    made = climb(asked, second=0.01)
    ended = last(made, 8, 16, 64)
    assert (ended.state, ended.note) == ("not run", "about 41 s expected")
    assert ("explicit", "homes-64-1") not in asked


def test_a_peer_just_beyond_the_limit_is_tried_and_stopped() -> None:
    assert last(climb([], second=0.01), 8, 16, 32).state == "stopped"


def test_a_peer_is_not_tried_where_it_would_hold_too_much() -> None:
    made = climb([], megabyte=1.0)
    assert last(made, 8).state == "solved"
    assert (last(made, 1024).state, made.runs[-1].note) == ("not run", "1024 GB needed")


def test_a_peer_that_ended_stays_ended() -> None:
    asked: Asked = []
    last(climb(asked, second=1.0), 8, 16, 32)
    assert [name for key, name in asked if key == "explicit"] == ["homes-8-1"]


def test_further_seeds_are_drawn_only_where_runs_are_short() -> None:
    asked: Asked = []
    short, long = climb(asked, second=0.01), climb(asked, second=0.1)
    last(short, 8)
    last(short, 8, seed=2)
    assert asked.count(("explicit", "homes-8-2")) == 1
    last(long, 8)
    last(long, 8, seed=2)
    assert asked.count(("explicit", "homes-8-2")) == 1


def test_another_objective_is_remembered() -> None:
    made = climb([], wrong="explicit")
    last(made, 8)
    assert made.disagreements == ["explicit on homes-8-1"]


def test_the_long_run_stands_beside_the_engine_and_e_of_the_same_moment() -> None:
    made = climb([], also=(CBC,))
    assert [run.peer for run in made.long(126, 400)] == ["engine", "explicit", CBC.key]
    assert made.runs == []
