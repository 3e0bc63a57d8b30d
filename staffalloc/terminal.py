"""What the command line says: progress, errors in the reader's language, exit codes."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer
from rich.console import Console

from staffalloc.case.files import TargetExistsError
from staffalloc.errors import (
    InfeasibleError,
    StaffallocError,
    StoppedError,
    VerificationError,
)

if TYPE_CHECKING:
    from staffalloc.case.problems import Finding, Language

WRONG_USAGE: Final = 2
BAD_INPUT: Final = 3
NO_PLAN: Final = 4
NOT_PROVEN: Final = 5
INTERRUPTED: Final = 130

_STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("Đọc dữ liệu", "Reading the case"),
    "establishment": ("Tính nhu cầu và khung biên chế", "Working out requirements and posts"),
    "placement": ("Bố trí từng người", "Placing people"),
    "balance": ("Đo thừa thiếu, lập chứng minh", "Measuring the balance, writing the proof"),
    "save": ("Ghi các tệp", "Writing the files"),
    "verify": ("Kiểm chứng lại từ các tệp", "Proving it again from the files"),
}
_WIDEST_TEXT: Final = 110
# What was there before a failed write is whole: a plan folder takes its name only when complete.
_REASONS: Final = (
    (
        {errno.ENOSPC, errno.EDQUOT, errno.EFBIG},
        (
            "đĩa đã đầy; hãy giải phóng chỗ hoặc chọn ổ khác; tệp cũ vẫn nguyên vẹn",
            "the disk is full; make room or choose another one; the old files are whole",
        ),
    ),
    (
        {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY},
        (
            "không được phép đọc hoặc ghi, hoặc tệp đang mở trong chương trình khác; hãy đóng tệp "
            "hoặc chọn thư mục khác; tệp cũ vẫn nguyên vẹn",
            "reading or writing is not allowed, or the file is open in another program; close it "
            "or choose another folder; the old files are whole",
        ),
    ),
    (
        {errno.ENAMETOOLONG},
        ("tên quá dài; hãy đặt tên ngắn hơn", "the name is too long; choose a shorter one"),
    ),
    (
        {errno.ENOENT, errno.ENOTDIR},
        ("đường dẫn không có; hãy kiểm tra lại", "there is no such path; check it"),
    ),
)


@dataclass(frozen=True)
class Terminal:
    """Standard output for results, standard error for everything else.

    Attributes
    ----------
    lang : {"vi", "en"}
    quiet : bool
        Nothing but errors and what was asked for.
    as_json : bool
        Results and errors as JSON on standard output.
    """

    lang: Language = "vi"
    quiet: bool = False
    as_json: bool = False
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def say(self, vi: str, en: str) -> str:
        """Return the text of the reader's language."""
        return en if self.lang == "en" else vi

    @property
    def width(self) -> int:
        """Letters a line of running text may have."""
        return min(self.out.width, _WIDEST_TEXT)

    def show(self, text: str) -> None:
        """Print a result for people; not in JSON mode, not when quiet."""
        if not (self.quiet or self.as_json):
            self.out.print(text)

    def answer(self, content: Mapping[str, Any]) -> None:
        """Print a result for programs, in JSON mode only."""
        if self.as_json:
            text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
            self.out.print(text)

    def step(self, name: str) -> None:
        """Tell on standard error that a step begins."""
        if not (self.quiet or self.as_json):
            self.err.print(f"• {self.say(*_STEPS[name])} …", style="dim")

    def fail(self, code: int, text: str, content: Mapping[str, Any] | None = None) -> NoReturn:
        """Print an error and leave with its exit code."""
        if self.as_json:
            self.answer({"ok": False, "exit_code": code, "error": text, **(content or {})})
        else:
            self.err.print(text, style="bold red" if "\n" not in text else "")
        raise typer.Exit(code)

    @contextmanager
    def expected_errors(self) -> Iterator[None]:
        """Turn the errors a user can meet into a message and an exit code."""
        try:
            yield
        except InfeasibleError as error:
            self.fail(NO_PLAN, self.say("Không có phương án khả thi: ", "No plan: ") + str(error))
        except StoppedError as error:
            self.fail(NO_PLAN, self.say("Dừng trước khi có phương án: ", "Stopped: ") + str(error))
        except VerificationError as error:
            self.fail(NOT_PROVEN, str(error))
        except TargetExistsError as error:
            self.fail(WRONG_USAGE, error.text(self.lang))
        except StaffallocError as error:
            self._bad_input(error)
        except OSError as error:
            what = self.say("Không ghi hoặc đọc được tệp", "A file cannot be read or written")
            why = self.say(*_reason(error))
            where = f" {error.filename}" if error.filename else ""
            self.fail(WRONG_USAGE, f"{what}{where}: {why}")
        except KeyboardInterrupt:
            text = self.say("Đã dừng; không có gì được ghi.", "Stopped; nothing was written.")
            self.fail(INTERRUPTED, text)

    def _bad_input(self, error: StaffallocError) -> NoReturn:
        from staffalloc.case.problems import CaseError

        if isinstance(error, CaseError):
            self.fail(BAD_INPUT, error.text(self.lang), {"problems": findings(error.problems)})
        self.fail(BAD_INPUT, str(error))


def _reason(error: OSError) -> tuple[str, str]:
    """Say in both languages why a file could not be read or written, and what to do."""
    for codes, words in _REASONS:
        if error.errno in codes:
            return words
    text = error.strerror or type(error).__name__
    return text, text


def findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return problems or notices as plain data, in both languages."""
    return [
        {
            "code": one.code,
            "table": one.table,
            "place": one.place,
            "column": one.column,
            "vi": one.text("vi"),
            "en": one.text("en"),
        }
        for one in found
    ]


def _console(*, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)
