"""The command line: one function a command, the work itself is elsewhere.

Exit codes: 0 done, 2 wrong usage (also a file that cannot be written), 3 bad input, 4 no feasible
plan, 5 verification failed, 130 interrupted.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from staffalloc.terminal import NOT_PROVEN, WRONG_USAGE, Terminal, findings

if TYPE_CHECKING:
    from staffalloc.case.case import Case
    from staffalloc.case.problems import Language
    from staffalloc.plan.plan import Plan
    from staffalloc.verify import Verification

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Bố trí biên chế cấp xã, có chứng minh. / Allocate public staff, with proofs.",
)


class LanguageChoice(StrEnum):
    """Language of messages and workbook."""

    vi = "vi"
    en = "en"


class Example(StrEnum):
    """The examples that come with the package."""

    hanoi = "hanoi"
    lao_cai = "lao_cai"


CaseArgument = Annotated[
    Path,
    typer.Argument(
        metavar="CASE",
        help="Sổ Excel .xlsx, thư mục CSV hoặc tệp .json. / Workbook, CSV folder or JSON file.",
    ),
]
LangOption = Annotated[LanguageChoice, typer.Option("--lang", help="Ngôn ngữ. / Language.")]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Chỉ báo lỗi. / Nothing but errors.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON. / Results as JSON.")]
OverwriteOption = Annotated[
    bool,
    typer.Option("--overwrite", help="Thay thư mục phương án đã có. / Replace a plan folder."),
]
LocaleOption = Annotated[
    LanguageChoice | None,
    typer.Option(
        "--locale",
        help="Cách viết số và ngày trong dữ liệu: vi đọc 1.234,5 và ngày/tháng/năm. / How numbers "
        "and dates are written in the data.",
    ),
]
OutlinesOption = Annotated[
    Path | None,
    typer.Option(
        "--outlines",
        metavar="FILE.geojson",
        help="Ranh giới đơn vị cho bản đồ. / Outlines of the units for the map.",
    ),
]
AuthorOption = Annotated[
    str,
    typer.Option("--author", help="Người lập, ghi vào audit.json. / Who, for audit.json."),
]


def main() -> None:
    """Run the command line."""
    app()


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"staffalloc {version('staffalloc')}")
        raise typer.Exit


@app.callback()
def root(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Phiên bản. / Version."),
    ] = False,
) -> None:
    """Bố trí biên chế cấp xã, có chứng minh. / Allocate public staff, with proofs."""


@app.command()
def demo(
    case: Annotated[
        Example, typer.Option("--case", help="Ví dụ có sẵn. / Which example.")
    ] = Example.hanoi,
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục kết quả. / Folder to write.")
    ] = None,
    lang: LangOption = LanguageChoice.vi,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Lập phương án cho ví dụ có sẵn (số liệu mô phỏng). / Plan an example (synthetic data)."""
    terminal = Terminal(_lang(lang), quiet, as_json)
    folder = out or Path(f"{case.value.replace('_', '-')}-plan")
    with terminal.expected_errors():
        from staffalloc.examples import load_example

        _require_free(folder, overwrite=overwrite)
        terminal.step("read")
        made = _plan(terminal, load_example(case.value), None)
        _save(terminal, made, folder, overwrite=overwrite)
        verification = _verify(terminal, folder)
        _tell(terminal, made, folder, verification)


@app.command()
def plan(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả. / Folder to write.")],
    lang: LangOption = LanguageChoice.vi,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            min=0.1,
            help="Số giây tối đa cho bước khung biên chế. / Seconds for the establishment.",
        ),
    ] = None,
    author: AuthorOption = "",
    outlines: OutlinesOption = None,
    locale: LocaleOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Lập phương án cho một bộ dữ liệu và ghi ra thư mục. / Plan a case into a folder."""
    terminal = Terminal(_lang(lang), quiet, as_json)
    with terminal.expected_errors():
        _require_outside(terminal, case, out)
        _require_free(out, overwrite=overwrite)
        terminal.step("read")
        read = _read(case, locale)
        _require_outlines(outlines, read)
        made = _plan(terminal, read, time_limit)
        _save(terminal, made, out, overwrite=overwrite, author=author, outlines=outlines)
        _tell(terminal, made, out, None)


@app.command()
def check(
    case: CaseArgument,
    lang: LangOption = LanguageChoice.vi,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Đọc và kiểm tra một bộ dữ liệu, báo mọi lỗi. / Read a case and report every problem."""
    terminal = Terminal(_lang(lang), as_json=as_json)
    from staffalloc.establishment import check_ceilings

    with terminal.expected_errors():
        read = _read(case, locale)
        check_ceilings(read)
    counts = {name: len(frame) for name, frame in read.tables.items() if len(frame)}
    terminal.answer({"ok": True, "tables": counts, "notices": findings(read.notices)})
    for notice in read.notices:
        terminal.show(f"- {notice.text(terminal.lang)}")
    rows = ", ".join(f"{name} {count}" for name, count in counts.items())
    terminal.show(terminal.say(f"Dữ liệu hợp lệ: {rows}", f"The case is sound: {rows}"))


@app.command()
def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Thư mục phương án. / A plan folder.")
    ],
    lang: LangOption = LanguageChoice.vi,
    as_json: JsonOption = False,
) -> None:
    """Chứng minh lại một phương án từ các tệp. / Prove a plan again from its files."""
    terminal = Terminal(_lang(lang), as_json=as_json)
    with terminal.expected_errors():
        if not folder.is_dir():
            text = terminal.say("không phải thư mục phương án", "is not a plan folder")
            terminal.fail(WRONG_USAGE, f"{folder} {text}")
        verification = _verify(terminal, folder)
    terminal.answer({"ok": True, "findings": [], "figures": dict(verification.figures)})
    terminal.show(_proven(terminal))


@app.command()
def explain(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Thư mục phương án. / A plan folder.")
    ],
    cadre: Annotated[
        str | None, typer.Option("--cadre", metavar="ID", help="Mã cán bộ. / Code of a person.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help="Mã đơn vị. / Code of a unit.")
    ] = None,
    lang: LangOption = LanguageChoice.vi,
    as_json: JsonOption = False,
) -> None:
    """Vì sao một người, một đơn vị được bố trí như vậy. / Why a person or unit is placed so."""
    terminal = Terminal(_lang(lang), as_json=as_json)
    if (cadre is None) == (unit is None):
        text = terminal.say("hãy cho đúng một: --cadre hoặc --unit", "give one: --cadre or --unit")
        terminal.fail(WRONG_USAGE, text)
    with terminal.expected_errors():
        from staffalloc.explain.cards import NotInPlanError, card_of
        from staffalloc.explain.narrator import Narrator
        from staffalloc.explain.saved import read_saved

        saved = read_saved(folder)
        narrator = Narrator(saved.case, saved.tables, terminal.lang)
        try:
            card = card_of(narrator, cadre=cadre, unit=unit)
        except NotInPlanError as error:
            terminal.fail(WRONG_USAGE, error.problems[0].text(terminal.lang))
    lines = [{"label": label, "text": text} for label, text in card.lines]
    terminal.answer({"ok": True, "title": card.title, "lines": lines})
    terminal.show(card.text(terminal.width))


@app.command()
def rules(
    case: Annotated[
        Path | None,
        typer.Argument(
            metavar="[CASE]",
            help="Sổ Excel, thư mục CSV hoặc tệp .json; không có thì in mọi quy tắc. / Workbook, "
            "CSV folder or JSON file; without it every rule is listed.",
        ),
    ] = None,
    lang: LangOption = LanguageChoice.vi,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """In các quy tắc: tên, căn cứ, hiệu lực, bật hay tắt. / List the rules and which hold."""
    terminal = Terminal(_lang(lang), as_json=as_json)
    with terminal.expected_errors():
        from staffalloc.report.rules import rules_document, rules_text

        read = None if case is None else _read(case, locale)
    terminal.answer(rules_document(read))
    terminal.show(rules_text(read, terminal.lang))


@app.command()
def template(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="Tệp sẽ tạo. / The file to make.")
    ],
    lang: LangOption = LanguageChoice.vi,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Thay tệp đã có. / Replace the file.")
    ] = False,
) -> None:
    """Tạo sổ Excel trống để nhập dữ liệu. / Write an empty workbook to fill in."""
    terminal = Terminal(_lang(lang))
    if file.suffix.casefold() != ".xlsx":
        text = terminal.say("tệp mẫu phải có đuôi .xlsx", "the template must be an .xlsx file")
        terminal.fail(WRONG_USAGE, f"{file}: {text}")
    with terminal.expected_errors():
        from staffalloc.case.template import write_template

        write_template(file, overwrite=overwrite)
    terminal.show(terminal.say(f"Đã tạo {file}", f"Wrote {file}"))


@app.command()
def schema() -> None:
    """In mọi bảng, cột và khóa chính sách dạng JSON. / Print tables, columns, policy as JSON."""
    from staffalloc.report.schema import schema_document

    typer.echo(json.dumps(schema_document(), ensure_ascii=False, indent=2))


def _lang(lang: LanguageChoice) -> Language:
    return "en" if lang is LanguageChoice.en else "vi"


def _read(path: Path, locale: LanguageChoice | None) -> Case:
    from staffalloc.case.case import read_case

    return read_case(path, locale=None if locale is None else _lang(locale))


def _require_free(folder: Path, *, overwrite: bool) -> None:
    from staffalloc.report.folder import require_free

    require_free(folder, overwrite=overwrite)


def _require_outside(terminal: Terminal, case: Path, out: Path) -> None:
    """An input is never overwritten, not even by a plan made from it."""
    given, written = case.resolve(), out.resolve()
    if given == written or written in given.parents or given in written.parents:
        text = terminal.say(
            "Thư mục kết quả và dữ liệu đầu vào không được nằm trong nhau.",
            "The folder to write and the input must not lie in one another.",
        )
        terminal.fail(WRONG_USAGE, text)


def _plan(terminal: Terminal, case: Case, time_limit: float | None) -> Plan:
    from staffalloc.plan.plan import plan as make_plan

    return make_plan(case, time_limit=time_limit, progress=terminal.step)


def _require_outlines(outlines: Path | None, case: Case) -> None:
    """Tell what is wrong with the outlines now, not after a long solve."""
    if outlines is not None:
        from staffalloc.report.page.outlines import read_outlines

        read_outlines(outlines, case.units["unit_code"])


def _save(
    terminal: Terminal,
    made: Plan,
    folder: Path,
    *,
    overwrite: bool,
    author: str = "",
    outlines: Path | None = None,
) -> None:
    from staffalloc.report.folder import save_plan

    terminal.step("save")
    save_plan(
        made, folder, lang=terminal.lang, overwrite=overwrite, author=author, outlines=outlines
    )


def _verify(terminal: Terminal, folder: Path) -> Verification:
    from staffalloc.verify import verify as verify_folder

    terminal.step("verify")
    verification = verify_folder(folder)
    if not verification.ok:
        shown = [str(finding) for finding in verification.findings]
        title = terminal.say(
            f"KHÔNG kiểm chứng được: {len(shown)} điểm không khớp",
            f"NOT verified: {len(shown)} differences",
        )
        most = 20
        lines = [title, *(f"  - {line}" for line in shown[:most])]
        if len(shown) > most:
            rest = len(shown) - most
            lines.append(terminal.say(f"  và {rest} điểm nữa", f"  and {rest} more"))
        terminal.fail(NOT_PROVEN, "\n".join(lines), {"findings": shown})
    return verification


def _proven(terminal: Terminal) -> str:
    return terminal.say(
        "Đã kiểm chứng: nhu cầu, chỗ làm, bố trí, điều kiện ký, danh sách ký và các chứng minh "
        "được tính lại và khớp; các bảng khác khớp mã băm; plan.xlsx và report.html không được "
        "đọc.",
        "Verified: requirements, posts, placements, gates, the list to sign and the proofs were "
        "computed again and agree; other tables agree with their hashes; plan.xlsx and report.html "
        "are not read.",
    )


def _tell(terminal: Terminal, made: Plan, folder: Path, verification: Verification | None) -> None:
    from staffalloc.report.figures import figures_of
    from staffalloc.report.summary import summary_text

    content = {"ok": True, "folder": str(folder), "summary": figures_of(made).as_dict()}
    terminal.answer(content | ({} if verification is None else {"verified": True}))
    terminal.show(summary_text(made, terminal.lang))
    if verification is not None:
        terminal.show(_proven(terminal))
    terminal.show(
        terminal.say(
            f"\nMở trước tiên: {folder / 'report.html'} (được ký hay chưa, vì sao)\n"
            f"Danh sách ký: {folder / 'plan.xlsx'}; các bảng: {folder / 'tables'}",
            f"\nOpen first: {folder / 'report.html'} (whether it may be signed, and why)\n"
            f"List to sign: {folder / 'plan.xlsx'}; tables: {folder / 'tables'}",
        )
    )
