"""What people type, put right for the commands; and what went wrong, in one line."""

from collections.abc import Sequence

import typer

from schemas.errors import CommuniqueError, InputError


def explain_error(error: BaseException) -> str:
    """Say in one line what went wrong, and the mend."""
    match error:
        case CommuniqueError():
            return str(error)
        case typer.Abort():
            return "no answer was given, and nothing done: run it again"
        case typer.TyperException():
            # typer has its own copy of click and does not name the errors that tell the option.
            tell = getattr(error, "format_message", error.__str__)
            path: object = getattr(getattr(error, "ctx", None), "command_path", "communique")
            return f"{tell()} (see {path} --help)"
        case _:
            message = " ".join(str(error).split())[:300]
            return (
                f"{type(error).__name__}: {message}"
                " (please report; run with COMMUNIQUE_DEBUG=1 for the traceback)"
            )


def move_home_first(arguments: list[str]) -> list[str]:
    """Let --home stand anywhere, as people write it."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for place, word in enumerate(arguments[:end]):
        if word.startswith("--home="):
            return [word, *arguments[:place], *arguments[place + 1 :]]
        if word == "--home":
            return [
                *arguments[place : place + 2],
                *arguments[:place],
                *arguments[place + 2 :],
            ]
    return arguments


def split_parameters(pairs: Sequence[str]) -> dict[str, object]:
    """Names and values of `--param`.

    Raises:
        InputError: one is not NAME=VALUE.
    """
    values: dict[str, object] = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark:
            raise InputError(f"--param {pair}: expected NAME=VALUE, as in --param limit=5")
        values[name.strip()] = value
    return values
