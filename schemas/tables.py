"""Every table and view of the warehouse by its name in SQL, and how tables belong together.

A test holds these models against the database DuckDB makes from the migrations.
"""

from schemas.base import Model
from schemas.facts import FACT_TABLES
from schemas.marts import FACT_VIEWS
from schemas.rows import (
    BackfillStopRow,
    BatchRow,
    ChannelReadingRow,
    CoverageRow,
    DateCandidateRow,
    Definition,
    FetchRow,
    LanguageGroupRow,
    MeetingLinkRow,
    Migration,
    NearDuplicateRow,
    OutcomeRow,
    RejectionRow,
    ReleaseRow,
    ReleaseVersionRow,
    RunRow,
    SourceRow,
    TextBandRow,
    TopicAssignmentRow,
    UnlinkedRow,
    UrlStateRow,
)
from schemas.views import (
    CoverageView,
    OutcomeView,
    RejectionView,
    ReleaseVersionView,
    ReleaseView,
    RunView,
    SourceView,
    TopicView,
    UrlStateView,
)

TABLES: dict[str, type[Model]] = {
    "raw.migration": Migration,
    "raw.definition": Definition,
    "raw.run": RunRow,
    "raw.batch": BatchRow,
    "raw.fetch": FetchRow,
    "raw.rejection": RejectionRow,
    "raw.backfill_stop": BackfillStopRow,
    "core.source": SourceRow,
    "core.release": ReleaseRow,
    "core.release_version": ReleaseVersionRow,
    "core.topic_assignment": TopicAssignmentRow,
    "core.date_candidate": DateCandidateRow,
    "core.near_duplicate": NearDuplicateRow,
    "core.text_band": TextBandRow,
    "core.unlinked": UnlinkedRow,
    "core.language_group": LanguageGroupRow,
    "core.meeting_link": MeetingLinkRow,
    "core.outcome": OutcomeRow,
    "core.coverage": CoverageRow,
    "core.url_state": UrlStateRow,
    "core.channel_reading": ChannelReadingRow,
    **FACT_TABLES,
}

VIEWS: dict[str, type[Model]] = {
    "mart.releases": ReleaseView,
    "mart.release_versions": ReleaseVersionView,
    "mart.topics": TopicView,
    "mart.coverage": CoverageView,
    "mart.outcomes": OutcomeView,
    "mart.rejections": RejectionView,
    "mart.sources": SourceView,
    "mart.url_states": UrlStateView,
    "mart.runs": RunView,
    **FACT_VIEWS,
}

# Parent, child, the column both have, and what the child is to the parent. Each parent has any
# number of children.
RELATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("raw.run", "raw.batch", "run_id", "loads"),
    ("raw.run", "raw.fetch", "run_id", "asks"),
    ("raw.run", "core.coverage", "run_id", "accounts"),
    ("raw.run", "core.outcome", "run_id", "decides"),
    ("raw.batch", "core.outcome", "batch_id", "holds"),
    ("raw.fetch", "core.outcome", "fetch_id", "ends"),
    ("raw.fetch", "raw.rejection", "fetch_id", "fails"),
    ("raw.fetch", "core.release_version", "fetch_id", "states"),
    ("core.source", "core.release", "source_id", "publishes"),
    ("core.source", "core.coverage", "source_id", "covered"),
    ("core.release", "core.release_version", "release_id", "says"),
    ("core.release", "core.near_duplicate", "release_id", "repeats"),
    ("core.release", "core.text_band", "release_id", "signed"),
    ("core.release", "core.unlinked", "release_id", "waits"),
    ("core.release", "core.language_group", "release_id", "translated"),
    ("core.release", "core.meeting_link", "release_id", "tells"),
    ("core.release", "core.outcome", "release_id", "stated"),
    ("core.release", "core.url_state", "release_id", "stands"),
    ("core.source", "core.url_state", "source_id", "asked"),
    ("core.release_version", "core.topic_assignment", "release_id", "treats"),
    ("core.release_version", "core.date_candidate", "release_id", "dated"),
    ("core.release_version", "core.part", "release_id", "parted"),
    ("core.release_version", "core.quote", "release_id", "quotes"),
    ("core.release_version", "core.entity", "release_id", "names"),
    ("core.release_version", "core.event_date", "release_id", "tells"),
    ("core.release_version", "core.work", "release_id", "cites"),
    ("core.release_version", "core.quantity", "release_id", "counts"),
    ("core.release_version", "core.agenda_item", "release_id", "announces"),
    ("core.release_version", "core.foreign_paragraph", "release_id", "mixes"),
    ("core.release_version", "core.meeting", "release_id", "reports"),
    ("core.entity", "core.mention", "entity_id", "mentioned"),
    ("core.meeting", "core.meeting_participant", "release_id", "joined"),
    ("core.meeting", "core.meeting_outcome", "release_id", "ended"),
)
