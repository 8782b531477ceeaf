import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.flows.command import PATIENCE, REPOSITORY, call, query, wait_until, write_releases
from tests.flows.conftest import Served

PREFECT = Path(sys.executable).parent / "prefect"
POOL = "communique"


@pytest.fixture(scope="module")
def environment(served: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What somebody sets who uses a Prefect server of their own: nothing of communique but a home."""
    folder = tmp_path_factory.mktemp("worker")
    return {
        "PATH": str(PREFECT.parent),
        "HOME": str(folder),
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{served.port}/api",
        "PREFECT_API_AUTH_STRING": served.secret,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "COMMUNIQUE_HOME": str(folder / "home"),
    }


def test_flows_deployed_to_a_pool_are_run_by_a_worker(
    served: Served, environment: dict[str, str], tmp_path: Path
):
    served.api.post("/work_pools/", {"name": POOL, "type": "process"})
    told = subprocess.run(
        [PREFECT, "--no-prompt", "deploy", "--all"],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    deployments = served.api.post("/deployments/filter", {"work_pools": {"name": {"any_": [POOL]}}})
    stated = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text(encoding="utf-8"))
    assert len(deployments) == len(stated["deployments"])
    (ingest,) = (each for each in deployments if each["entrypoint"] == "flows.ingest.ingest"
                 and each["name"] == "worker")  # fmt: skip
    folder = write_releases(tmp_path / "releases", 3)
    body = {"parameters": {"options": {"addresses": [str(folder)]}}, "state": {"type": "SCHEDULED"}}
    run_id = served.api.post(f"/deployments/{ingest['id']}/create_flow_run", body)["id"]
    worker = subprocess.Popen(
        [PREFECT, "worker", "start", "--pool", POOL, "--run-once"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: served.api.read_state(run_id) in {"Completed", "Failed", "Crashed"})
    finally:
        worker.terminate()
        worker.wait(PATIENCE)
    assert served.api.read_state(run_id) == "Completed"
    home = Path(environment["COMMUNIQUE_HOME"])
    assert query(home, "select count(*) from releases") == [(3,)]


def test_a_home_restored_from_what_is_whole_at_any_time_goes_on(tmp_path: Path):
    home, copy = tmp_path / "home", tmp_path / "copy"
    folder = write_releases(tmp_path / "releases", 3)
    assert call(home, "ingest", "--direct", folder).returncode == 0
    (copy / "archive").mkdir(parents=True)
    shutil.copytree(home / "archive", copy / "archive", dirs_exist_ok=True)
    shutil.copy(home / "snapshot.duckdb", copy / "snapshot.duckdb")
    shutil.copy(home / "snapshot.duckdb", copy / "warehouse.duckdb")
    everything = "select release_id, version, title, digest from release_versions order by all"
    assert query(copy, everything) == query(home, everything)
    assert call(copy, "archive", "verify").returncode == 0
    again = call(copy, "ingest", "--direct", folder)
    assert again.returncode == 0, again.stderr
    assert "nothing new" in again.stdout
    assert query(copy, everything) == query(home, everything)
