"""The exception tree, drawn in one place.

CommuniqueError
├── InputError        the caller's input cannot be used: a path, an option, an SQL statement
├── ConfigError       a configuration file is wrong: a source TOML, a rule file, the home folder
├── FetchError        one document did not arrive (counted as failed)
├── ReadError         one document cannot be read (becomes a rejection)
├── WorkerError       the process that reads documents cannot be started
├── BoundsError       a source gave fewer documents than its minimum (its load stops)
└── WarehouseError    the warehouse cannot be used
    ├── NewerSchemaError   the file was written by a newer communique
    ├── BusyError          another process writes and the wait ran out
    └── StorageError       the disk is full, read-only or failing

Every message is one line that says what is wrong, where, and how to mend it.
"""

from schemas.base import Stage


class CommuniqueError(Exception):
    """Base of all errors a user is told about in one line."""


class InputError(CommuniqueError):
    """The caller's input cannot be used."""


class ConfigError(CommuniqueError):
    """A configuration file is wrong."""


class FetchError(CommuniqueError):
    """One document did not arrive; `kind` is a stable word such as `http-404` or `timeout`."""

    def __init__(self, kind: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status


class ReadError(CommuniqueError):
    """One document cannot be read. It becomes a rejection with this stage and reason."""

    def __init__(self, stage: Stage, reason: str, error_path: str = "") -> None:
        super().__init__(reason)
        self.stage: Stage = stage
        self.reason = reason
        self.error_path = error_path


class WorkerError(CommuniqueError):
    """The process that reads documents cannot be started."""


class BoundsError(CommuniqueError):
    """A source gave fewer documents than its minimum."""


class WarehouseError(CommuniqueError):
    """The warehouse cannot be used."""


class NewerSchemaError(WarehouseError):
    """The warehouse file was written by a newer communique."""


class BusyError(WarehouseError):
    """Another process is writing and the wait ran out."""


class StorageError(WarehouseError):
    """The disk is full, read-only or failing."""
