"""`communique rules try`: rules on a text, those shipped or a person's own in their place."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.explain import reject_reading, show_facts
from flows.leave import allow_typed
from flows.reading import read_single
from schemas.errors import ConfigError, InputError, WorkerError
from tasks.prose.rules import RULES_VARIABLE, SHIPPED, layer_rules
from tasks.spans import explain_text
from tasks.workers.limited import read_loose
from tasks.workers.sandbox import Sandbox


def try_text(target: str, folder: Path | None, *, as_json: bool) -> int:
    """Print what rules find in one text.

    Args:
        target: A file or address of a release, `-` for stdin.
        folder: Rule files that take the place of those shipped; none for the shipped ones.
        as_json: Print the whole record instead of a table.

    Returns:
        0 if it was read, 1 if it cannot be.

    Raises:
        InputError: the folder or the text is not there, or holds no such thing.
        ConfigError: a rule file is wrong; one line names file and key.
    """
    allow_typed([target])
    if folder is None:
        reading = read_single(target, read_loose)
    else:
        with use_rules(folder) as sandbox:
            reading = read_single(target, partial(read_loose, sandbox=sandbox))
    if reading.rejection is not None:
        return reject_reading(reading)
    if as_json:
        sys.stdout.buffer.write(f"{reading.model_dump_json(indent=2)}\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        show_facts(reading, explain_text(reading.text or "", reading.findings)[0])
    return 0


@contextmanager
def use_rules(folder: Path) -> Generator[Sandbox]:
    """Workers that have the shipped rules, with those of a folder in their place.

    Raises:
        InputError: there is no such folder.
        ConfigError: a rule file is wrong; named where the person has it.
    """
    if folder.is_file():
        raise InputError(
            f"{folder}: a file: name the folder that holds it as tasks/rules does, as in"
            " mine/ for mine/kinds/en.toml"
        )
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder: name one that holds rule files")
    with TemporaryDirectory(prefix="communique-rules-") as made:
        rules = Path(made) / "rules"
        layer_rules(folder, rules)
        sandbox = Sandbox(environment={RULES_VARIABLE: str(rules)})
        try:
            yield sandbox
        except (ConfigError, WorkerError) as error:
            raise ConfigError(_name_own(str(error), rules, folder)) from error
        finally:
            sandbox.close()


def _name_own(line: str, rules: Path, folder: Path) -> str:
    """Name a rule file where the person has it, not where the reader saw its copy."""
    name = line.partition(f"{rules}/")[2].partition(":")[0]
    return line.replace(str(rules), str(folder if (folder / name).is_file() else SHIPPED))
