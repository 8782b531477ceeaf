-- What is found in the text of releases: a table a sort of fact.
ALTER TABLE core.release_version ADD COLUMN margins VARCHAR DEFAULT '';
ALTER TABLE core.release_version ALTER COLUMN margins SET NOT NULL;
ALTER TABLE core.release_version ADD COLUMN script VARCHAR DEFAULT '';
ALTER TABLE core.release_version ALTER COLUMN script SET NOT NULL;

-- Made anew: DuckDB 1.5 refuses to add a required BOOLEAN to a table with rows in one transaction.
ALTER TABLE core.date_candidate RENAME TO former_date_candidate;

-- One row a date found in or beside a version of a release.
CREATE TABLE core.date_candidate (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    date_on DATE NOT NULL,
    date_at TIMESTAMPTZ,
    method VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    is_chosen BOOLEAN NOT NULL,
    is_ambiguous BOOLEAN DEFAULT FALSE NOT NULL,
    is_conflicting BOOLEAN DEFAULT FALSE NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL
);

INSERT INTO core.date_candidate BY NAME
SELECT * FROM core.former_date_candidate;

DROP TABLE core.former_date_candidate;

-- One row a part of a version: headline, dateline, lead, contact block and the like.
CREATE TABLE core.part (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    stated_on DATE,
    stated_at TIMESTAMPTZ
);

-- One row a quotation of a version.
CREATE TABLE core.quote (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    words VARCHAR NOT NULL,
    speaker VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL
);

-- One row a number with its unit in a version.
CREATE TABLE core.quantity (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    amount DOUBLE NOT NULL,
    unit VARCHAR NOT NULL,
    bound VARCHAR NOT NULL
);

-- One row a document or event with a name in a version.
CREATE TABLE core.work (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    starts_on DATE,
    ends_on DATE,
    place VARCHAR NOT NULL
);

-- One row a date of an event in the text of a version.
CREATE TABLE core.event_date (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    precision VARCHAR NOT NULL,
    tense VARCHAR NOT NULL
);

-- One row an event or deadline that a version announces.
CREATE TABLE core.agenda_item (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    starts_on DATE,
    ends_on DATE,
    precision VARCHAR NOT NULL,
    place VARCHAR NOT NULL
);

-- One row a meeting, visit or call that a version tells of.
CREATE TABLE core.meeting (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    starts_on DATE,
    ends_on DATE,
    precision VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    place_id VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    occasion VARCHAR NOT NULL,
    topics VARCHAR[] NOT NULL,
    plover VARCHAR NOT NULL
);

-- One row a person, organisation or place named in a version.
CREATE TABLE core.entity (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    entity_id VARCHAR NOT NULL,
    id_reason VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    honorific VARCHAR NOT NULL,
    acronym VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    mention_count BIGINT NOT NULL
);

-- One row a mention of a person, organisation or place in a version.
CREATE TABLE core.mention (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    entity VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL
);

-- One row a role of a person as a version states it.
CREATE TABLE core.role_span (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    person_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    organisation_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL
);

-- One row a participant of a meeting, as a version names it.
CREATE TABLE core.meeting_participant (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    meeting BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    side BIGINT NOT NULL
);

-- One row an outcome of a meeting, as a version tells it.
CREATE TABLE core.meeting_outcome (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    meeting BIGINT NOT NULL,
    kind VARCHAR NOT NULL
);

-- One row a paragraph of a version in another language than the whole.
CREATE TABLE core.foreign_paragraph (
    release_id VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    language VARCHAR NOT NULL,
    script VARCHAR NOT NULL
);

-- One row a MinHash band of a release's newest version: near-duplicates share one.
CREATE TABLE core.text_band (
    release_id VARCHAR NOT NULL,
    band BIGINT NOT NULL
);

-- One row a paragraph of a release's newest version: what a publisher repeats is standing text.
CREATE TABLE core.paragraph (
    release_id VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    is_late BOOLEAN NOT NULL
);

-- One row a release whose links to other releases are yet to be found.
CREATE TABLE core.unlinked (
    release_id VARCHAR NOT NULL
);

-- One row a release and the group of translations it belongs to.
CREATE TABLE core.language_group (
    release_id VARCHAR NOT NULL,
    group_id VARCHAR NOT NULL,
    signals VARCHAR[] NOT NULL,
    run_id VARCHAR NOT NULL
);

-- One row a meeting as a version tells of it, and the meeting it is, whoever tells of it.
CREATE TABLE core.meeting_link (
    release_id VARCHAR NOT NULL,
    meeting BIGINT NOT NULL,
    meeting_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    disagreements VARCHAR[] NOT NULL
);

-- All that is loaded already is to be linked.
INSERT INTO core.unlinked BY NAME
SELECT release_id FROM core.release;
