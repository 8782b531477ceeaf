import re
from pathlib import Path

import pytest

from schemas.errors import ConfigError
from tasks.publishers.catalogue import SHIPPED, read_source, read_sources

GOOD = """
id = "x"
name = "X"
languages = ["en"]
[schedule]
cron = "0 6 * * *"
[[channels]]
kind = "feed"
url = "https://x.example/feed"
[[channels]]
kind = "listing"
url = "{base}/news"
links = "h3 a"
"""


def write(folder: Path, text: str, name: str = "x.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_source(path, {"base": "http://localhost"})
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(f"{path}")


def test_a_publisher_is_read_and_its_variables_filled_in(tmp_path: Path) -> None:
    source = read_source(write(tmp_path, GOOD), {"base": "http://localhost:8000"})
    assert source.channels[1].url == "http://localhost:8000/news"
    assert source.languages == ("en",)


@pytest.mark.parametrize("kind", ["folder", "archive", "mail"])
def test_a_folder_lies_beside_the_file_that_names_it(tmp_path: Path, kind: str) -> None:
    text = f'id = "x"\nname = "X"\n[[channels]]\nkind = "{kind}"\nurl = "releases"\n'
    assert read_source(write(tmp_path, text)).channels[0].url == str(tmp_path / "releases")


def test_at_least_thirty_publishers_are_shipped_and_claim_no_check() -> None:
    sources = read_sources([SHIPPED])
    assert len(sources) >= 30
    assert sources.keys() >= {
        *("un-news", "un-press", "sco", "asean", "nato", "osce", "who", "imf", "world-bank", "wto"),
        *("eu-commission", "eu-council", "eu-parliament", "ecb", "federal-reserve"),
        *("us-justice", "whitehouse", "govuk", "pib-india"),
    }
    assert list(sources) == sorted(sources)
    for name, source in sources.items():
        assert source.verified is None, name
        text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
        assert re.search(r"checked\s+(these addresses )?live", text), name


def test_every_shipped_publisher_can_be_told_from_the_others_and_is_polite() -> None:
    sources = read_sources([SHIPPED]).values()
    channels = [channel.url for source in sources for channel in source.channels]
    assert len(set(channels)) == len(channels)
    assert len({source.name for source in sources}) == len(sources)
    for source in sources:
        assert source.organisation, source.id
        assert source.homepage.startswith(("https://", "http://")), source.id
        assert source.languages, source.id
        assert source.schedule, source.id
        assert source.schedule.cron.split()[0] not in {"*", "*/5", "*/10"}, source.id


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "X"', 'nmae = "X"', ": nmae: unknown key; did you mean 'name'?"),
        ('kind = "feed"', 'knd = "feed"', ": channels.0.knd: unknown key; did you mean 'kind'?"),
        ("cron =", "corn =", ": schedule.corn: unknown key; did you mean 'cron'?"),
        ("cron =", "zzz =", ": schedule.zzz: unknown key; known keys: cron, timezone"),
        ('name = "X"\n', "", ": name: missing; add it"),
        ('"0 6 * * *"', '"0 6 * *"', ": schedule: bad cron '0 6 * *': expected five fields"),
        ('"0 6 * * *"', '"61 6 * * *"', ": schedule: bad cron '61 6 * * *'"),
        ('id = "x"', 'id = "y"', ": id: 'y' differs from the file's name; write id = 'x'"),
        (
            'id = "x"',
            'id = "www.x.example"',
            ": id: 'www.x.example' is kept for files and addresses",
        ),
        ('["en"]', '"en"', ": languages: no list (it is 'en'); write it as languages ="),
        ('name = "X"', 'name = "X"\ncountry = "Norway"', ": country: expected two capitals, as in"),
        ('id = "x"', "id = 7", ": id: Input should be a valid string (it is 7)"),
        ('kind = "feed"', 'kind = "rss"', ": channels.0.kind: Input should be 'feed', 'sitemap'"),
        ("{base}", "{port}", ": channels.1.url: unknown variable {port}; known: {base}"),
        ("https://x.example/feed", "x.example/feed", ": channels.0.url: 'x.example/feed': no sch"),
        ('"h3 a"', '"h3["', ": channels.1.links: 'h3[' is not a CSS selector"),
        (
            'kind = "feed"',
            'kind = "feed"\nuser = "jane"',
            ": channels.0.user: only a mailbox (imaps://) has it; remove the key",
        ),
        (
            'kind = "feed"\nurl = "https://x.example/feed"',
            'kind = "mail"\nurl = "imaps://mail.example/"',
            ": channels.0.url: imaps://mail.example: no user; write imaps://user@host/folder",
        ),
        (
            'kind = "feed"\nurl = "https://x.example/feed"',
            'kind = "mail"\nurl = "imaps://jane:pw@mail.example/"',
            ": channels.0.url: imaps://mail.example: the address holds a password;",
        ),
        (
            'name = "X"',
            'name = "X"\ncadence = { max_hour = 9 }',
            ": cadence.max_hour: unknown key; did you mean 'max_hours'?",
        ),
        (
            'name = "X"',
            'name = "X"\ncadence = { min_hours = 9, max_hours = 2 }',
            ": cadence: min_hours 9 is more than max_hours 2: exchange them",
        ),
        ('id = "x"', "id = x", ":2: not TOML: Invalid value; correct that line"),
        (
            'id = "x"',
            'id = "x"\nprivate_hosts = ["http://y"]',
            ": private_hosts: 'http://y' is no host, as in intranet.example",
        ),
        (
            'kind = "feed"',
            'kind = "feed"\nauth_variable = "a b"',
            ": channels.0.auth_variable: not the name of an environment variable",
        ),
        ('["en"]', '["english"]', ": languages.0: expected a tag, as in en"),
    ],
)
def test_a_slip_is_told_with_its_key_and_its_mend(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    assert old in GOOD
    assert refusal(write(tmp_path, GOOD.replace(old, new, 1))).startswith(message)


def test_a_file_of_a_later_folder_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path / "a", GOOD)
    write(tmp_path / "a", GOOD.replace('"x"', '"y"'), "y.toml")
    write(tmp_path / "b", GOOD.replace('"X"', '"Mine"'))
    sources = read_sources([tmp_path / "a", tmp_path / "b"], {"base": "http://localhost"})
    assert {source.id: source.name for source in sources.values()} == {"x": "Mine", "y": "X"}


def test_a_folder_that_is_not_there_holds_no_publishers(tmp_path: Path) -> None:
    assert read_sources([tmp_path / "none"]) == {}


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.toml")
    path = tmp_path / "x.toml"
    path.write_bytes(b"name = '\xff'")
    assert "UTF-8" in refusal(path)


def test_an_api_and_a_paged_listing_are_described_without_python(tmp_path: Path) -> None:
    source = read_source(
        write(
            tmp_path,
            'id = "x"\nname = "X"\n[[channels]]\nkind = "api"\n'
            'url = "{base}/api?page={page}&n=50"\nfirst = 0\nlast = 9\nmax_pages = 2\n'
            '[channels.items]\nlist = "data"\nurl = "links.self"\n'
            '[[channels]]\nkind = "listing"\nurl = "{base}/news"\npages = "{base}/news?p={page}"\n',
        ),
        {"base": "https://x.example"},
    )
    api, listing = source.channels
    assert api.url == "https://x.example/api?page={page}&n=50"
    assert api.items is not None
    assert api.items.url == "links.self"
    assert listing.pages == "https://x.example/news?p={page}"


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (
            'kind = "feed"\nurl = "https://x/"\npages = "https://x/{page}"',
            "only listing channels have pages",
        ),
        ('kind = "feed"\nurl = "https://x/"\nmax_pages = 2', "only listing and api and sitemap"),
        ('kind = "listing"\nurl = "https://x/"\npages = "https://x/2"', r"neither \{page\} nor"),
        ('kind = "listing"\nurl = "https://x/{page}"', r"unknown variable \{page\}"),
        ('kind = "api"\nurl = "https://x/{page}"', "items: missing"),
        ('kind = "api"\nurl = "https://x/{nr}"\nitems = {}', r"unknown variable \{nr\}"),
        ('kind = "api"\nurl = "https://x/?c={cursor}"\nitems = {}', "items.next: missing"),
        ('kind = "api"\nurl = "https://x/"\nitems = { lst = "a" }', "did you mean 'list'"),
    ],
)
def test_a_key_of_paging_that_makes_no_sense_is_told(
    tmp_path: Path, channel: str, words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        read_source(write(tmp_path, f'id = "x"\nname = "X"\n[[channels]]\n{channel}\n'))
