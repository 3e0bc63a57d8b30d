"""The command line: what it writes, what it says, and its exit codes."""

from __future__ import annotations

import errno
import importlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import staffalloc as sa
from staffalloc.cli import app
from staffalloc.errors import InfeasibleError, StoppedError
from staffalloc.examples import read_units

# The name staffalloc.plan.plan is taken by the function the package offers.
plan_module = importlib.import_module("staffalloc.plan.plan")


@pytest.fixture(scope="module")
def case() -> sa.Case:
    units = read_units()
    return sa.generate_case(units[units["province_code"] == "15"].head(2), seed=5)


@pytest.fixture(scope="module")
def case_path(case: sa.Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "case.json"
    case.save(path)
    return path


@pytest.fixture(scope="module")
def planned(case_path: Path) -> tuple[Path, Result]:
    out = case_path.parent / "a" / "plan"
    return out, run("plan", case_path, "--out", out)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_plan_writes_a_folder_that_verifies(planned: tuple[Path, Result]) -> None:
    folder, result = planned
    assert result.exit_code == 0, result.output
    assert "plan.xlsx" in result.stdout
    assert run("verify", folder).exit_code == 0


def test_progress_goes_to_standard_error(planned: tuple[Path, Result]) -> None:
    assert "…" in planned[1].stderr
    assert "• " not in planned[1].stdout


def test_an_existing_folder_is_wrong_usage_and_found_before_solving(
    planned: tuple[Path, Result], case_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_module, "plan", lambda *_, **__: pytest.fail("solved in vain"))
    result = run("plan", case_path, "--out", planned[0])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("lang", "said", "unsaid"),
    [("vi", "không trống", "not empty"), ("en", "is not empty", "không trống")],
)
def test_an_existing_folder_is_refused_in_the_readers_language_alone(
    planned: tuple[Path, Result], case_path: Path, lang: str, said: str, unsaid: str
) -> None:
    result = run("plan", case_path, "--out", planned[0], "--lang", lang)
    told = " ".join(result.stderr.split())
    assert said in told
    assert "--overwrite" in told
    assert unsaid not in told


@pytest.mark.parametrize(
    ("options", "code"), [([], 3), (["--locale", "en"], 0), (["--locale", "vi"], 3)]
)
def test_numbers_in_doubt_are_read_as_the_locale_says(
    case: sa.Case, tmp_path: Path, options: list[str], code: int
) -> None:
    case.save(tmp_path / "case")
    units = pd.read_csv(tmp_path / "case" / "units.csv", dtype=str, encoding="utf-8-sig")
    units.loc[0, "population"] = "12,345"
    units.to_csv(tmp_path / "case" / "units.csv", index=False)
    assert run("check", tmp_path / "case", *options).exit_code == code


def test_quiet_says_nothing(case_path: Path, tmp_path: Path) -> None:
    result = run("plan", case_path, "--out", tmp_path / "plan", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_json_is_json_and_nothing_else(case_path: Path, tmp_path: Path) -> None:
    result = run("plan", case_path, "--out", tmp_path / "plan", "--json", "--lang", "en")
    answer = json.loads(result.stdout)
    assert answer["ok"] is True
    assert (
        answer["summary"] == json.loads((tmp_path / "plan" / "plan.json").read_bytes())["summary"]
    )
    assert result.stderr == ""


def test_an_input_inside_the_folder_to_write_is_refused(case: sa.Case, tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    case.save(tmp_path / "plan" / "case")
    result = run("plan", tmp_path / "plan" / "case", "--out", tmp_path / "plan", "--overwrite")
    assert result.exit_code == 2


def test_bad_input_lists_every_problem(case: sa.Case, tmp_path: Path) -> None:
    case.save(tmp_path / "case")
    cadres = (tmp_path / "case" / "cadres.csv").read_text("utf-8-sig").splitlines()
    cadres += [f"new{n},x,wizard" for n in range(3)]
    (tmp_path / "case" / "cadres.csv").write_text("\n".join(cadres), "utf-8")
    for command in (["check"], ["plan", "--out", tmp_path / "plan"]):
        result = run(command[0], tmp_path / "case", *command[1:], "--json")
        answer = json.loads(result.stdout)
        assert (result.exit_code, answer["ok"]) == (3, False)
        assert answer["problems"]
        assert all(problem["vi"] and problem["en"] for problem in answer["problems"])
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(("lang", "words"), [("vi", "không tìm thấy"), ("en", "does not exist")])
def test_a_missing_file_is_bad_input_in_the_readers_language(
    tmp_path: Path, lang: str, words: str
) -> None:
    result = run("check", tmp_path / "absent.xlsx", "--lang", lang)
    assert result.exit_code == 3
    assert words in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InfeasibleError("frame too small"), 4),
        (StoppedError("limit"), 4),
        (sa.StaffallocError("not applied"), 3),
        (OSError(28, "No space left on device"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_expected_errors_have_exit_codes_and_leave_nothing(
    case_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(plan_module, "plan", fail)
    result = run("plan", case_path, "--out", tmp_path / "plan")
    assert result.exit_code == code
    assert result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "lang", "words"),
    [
        (errno.ENOSPC, "vi", "đĩa đã đầy"),
        (errno.ENOSPC, "en", "the disk is full"),
        (errno.EACCES, "vi", "tệp đang mở trong chương trình khác"),
        (errno.EROFS, "en", "writing is not allowed"),
    ],
)
def test_what_forbids_writing_is_told_and_the_old_plan_is_whole(
    planned: tuple[Path, Result],
    case_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    lang: str,
    words: str,
) -> None:
    out = Path(shutil.copytree(planned[0], tmp_path / "plan"))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(number, "what the system says")

    monkeypatch.setattr("staffalloc.report.folder.write_workbook", refuse)
    result = run("plan", case_path, "--out", out, "--overwrite", "--lang", lang)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "what the system says" not in result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_changed_plan_fails_verification(planned: tuple[Path, Result], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(planned[0], copy)
    table = copy / "tables" / "assignments.csv"
    table.write_bytes(table.read_bytes().replace(b"placed", b"pool", 1))
    result = run("verify", copy, "--json")
    assert result.exit_code == 5
    assert json.loads(result.stdout)["findings"]


def test_verify_of_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert run("verify", tmp_path / "absent").exit_code == 2


def test_check_counts_rows_and_names_notices(case_path: Path, case: sa.Case) -> None:
    answer = json.loads(run("check", case_path, "--json").stdout)
    assert answer["tables"]["cadres"] == len(case.cadres)
    assert "cadres" in run("check", case_path).stdout


def test_rules_lists_every_rule_with_its_source_and_says_which_hold(case_path: Path) -> None:
    everything = run("rules", "--lang", "en")
    of_case = json.loads(run("rules", case_path, "--json").stdout)
    held = {rule["name"]: rule["on"] for rule in of_case["rules"]}
    assert everything.exit_code == 0
    assert "[off] fairness" in everything.stdout
    assert "Decree 170/2025" in everything.stdout
    assert (of_case["rule_set"], of_case["day"]) == ("hanoi-2025-12", "2025-12-31")
    assert (held["ceiling"], held["stages"]) == (True, False)


def test_template_is_written_once(tmp_path: Path) -> None:
    target = tmp_path / "mẫu.xlsx"
    assert run("template", target).exit_code == 0
    assert run("template", target).exit_code == 2
    assert run("template", target, "--overwrite").exit_code == 0
    assert run("template", tmp_path / "mẫu.csv").exit_code == 2


def test_demo_makes_saves_and_verifies(
    case: sa.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffalloc.examples.load_example", lambda _: case)
    result = run("demo", "--case", "lao_cai", "--out", tmp_path / "plan", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Verified" in result.stdout
    assert str(tmp_path / "plan" / "plan.xlsx") in result.stdout


def test_no_name_or_code_of_a_person_is_printed(
    planned: tuple[Path, Result], case: sa.Case
) -> None:
    output = planned[1].output
    assert not any(value in output for value in (*case.cadres["cadre_id"], *case.cadres["name"]))


def test_schema_lists_input_policy_and_output() -> None:
    document = json.loads(run("schema").stdout)
    assert set(document) == {"case", "policy", "plan"}
    assert {column["name"] for column in document["case"]["units"]["columns"]} >= {"unit_code"}
    assert document["plan"]["assignments"]["columns"][0]["name"] == "cadre_id"


def of_somebody(case: sa.Case) -> str:
    return str(case.cadres["cadre_id"][0])


@pytest.mark.parametrize(("lang", "words"), [("vi", "Kết quả"), ("en", "Result")])
def test_explain_shows_the_card_of_a_person(
    planned: tuple[Path, Result], case: sa.Case, lang: str, words: str
) -> None:
    result = run("explain", planned[0], "--cadre", of_somebody(case), "--lang", lang)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(case.cadres["name"][0])
    assert words in result.stdout
    assert result.stderr == ""


def test_explain_shows_the_card_of_a_unit(planned: tuple[Path, Result], case: sa.Case) -> None:
    unit = case.units["unit_code"][0]
    result = run("explain", planned[0], "--unit", unit, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert f"({unit})" in result.stdout.splitlines()[0]
    assert "Assigned to nobody" in result.stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_explain_as_json_has_the_lines_of_the_card(
    planned: tuple[Path, Result], case: sa.Case, lang: str
) -> None:
    arguments = ("explain", planned[0], "--cadre", of_somebody(case), "--lang", lang)
    answer = json.loads(run(*arguments, "--json").stdout)
    assert (answer["ok"], answer["title"]) == (True, case.cadres["name"][0])
    shown = " ".join(run(*arguments).stdout.split())
    assert len(answer["lines"]) > 3
    for line in answer["lines"]:
        assert list(line) == ["label", "text"]
        assert " ".join(f"{line['label']} {line['text']}".split()) in shown


@pytest.mark.parametrize(
    ("option", "words"), [("--cadre", "nobody with the code"), ("--unit", "the nearest is")]
)
def test_explain_of_an_unknown_code_is_wrong_usage(
    planned: tuple[Path, Result], option: str, words: str
) -> None:
    result = run("explain", planned[0], option, "absent", "--lang", "en")
    assert result.exit_code == 2
    assert "absent" in result.stderr and words in result.stderr
    assert result.stdout == ""
    answer = json.loads(run("explain", planned[0], option, "absent", "--json").stdout)
    assert (answer["ok"], answer["exit_code"]) == (False, 2)


def test_explain_wants_one_person_or_one_unit(planned: tuple[Path, Result]) -> None:
    for options in ([], ["--cadre", "a", "--unit", "b"]):
        result = run("explain", planned[0], *options, "--lang", "en")
        assert (result.exit_code, "--cadre or --unit" in result.stderr) == (2, True)


@pytest.mark.parametrize(("lang", "words"), [("vi", "thiếu plan.json"), ("en", "lacks plan.json")])
def test_explain_of_no_plan_folder_says_what_is_missing(
    tmp_path: Path, lang: str, words: str
) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        result = run("explain", folder, "--cadre", "a", "--lang", lang)
        assert result.exit_code == 3
        assert words in result.stderr
        assert "Traceback" not in result.output


def test_explain_refuses_a_changed_table(
    planned: tuple[Path, Result], case: sa.Case, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(planned[0], tmp_path / "copy"))
    table = copy / "tables" / "assignments.csv"
    table.write_bytes(table.read_bytes().replace(b"placed", b"pool", 1))
    result = run("explain", copy, "--cadre", of_somebody(case), "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"]) == (3, False)
    assert [problem["code"] for problem in answer["problems"]] == ["plan_file_changed"]


def test_version_and_wrong_usage() -> None:
    assert run("--version").stdout.startswith(f"staffalloc {sa.__version__}")
    assert run("plan").exit_code == 2
    assert run("nonsense").exit_code == 2
