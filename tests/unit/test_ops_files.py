"""Dashboard, alert rules and documentation name what is exported, and nothing else."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from prometheus_client import CollectorRegistry

from jobs.model import JobStatus
from worker.attempt import ACTION
from worker.events import CallEnded
from worker.ops.web.figures import Figures
from worker.ops.web.fleet import Fleet
from worker.ops.web.metrics import CLASSES, Metrics

OPS = Path(__file__).parents[2] / "docs/ops"
DASHBOARD = orjson.loads((OPS / "grafana.json").read_bytes())
GROUPS = yaml.safe_load((OPS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]
PROMISED = """flowgroup_jobs{status} flowgroup_api_requests_total{action,code_class}
flowgroup_api_errors_total{action,code} flowgroup_api_request_duration_seconds{action} flowgroup_job_wait_seconds
flowgroup_rate_limit_permits_per_second flowgroup_rate_limit_effective_per_second
flowgroup_rate_limit_rejections_total flowgroup_rate_limit_wait_seconds flowgroup_slots_lost_total
flowgroup_contracts_issued_total flowgroup_in_doubt flowgroup_oldest_pending_seconds flowgroup_workers
flowgroup_build_info{version}"""
SCRAPED = {"job", "instance"}  # Prometheus' own labels
PARTS = ("_bucket", "_sum", "_count")
SELECTOR = re.compile(r"(flowgroup_\w+)(?:\{([^}]*)\})?")
GROUPING = re.compile(r"\b(?:by|on|without)\s*\(([^)]*)\)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def exported() -> Mapping[str, set[str]]:
    """Return the labels of each sample that a process exports, one of each kind told."""
    registry, fleet = CollectorRegistry(), Fleet(20)
    Metrics(registry, "1").listen(CallEnded(ACTION, "refused", "InvalidParameter", 0.1))
    registry.register(fleet)
    jobs = dict.fromkeys(JobStatus, 1)
    paused = {"Worker.OperatorPause": 1}
    figures = Figures(jobs, "1", 0, 1, 20, 20, paused, all_paused=False, starved=False)
    fleet.show(figures, ready=True)
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for family in registry.collect():
        for sample in family.samples:
            labels[sample.name] |= sample.labels.keys()
    return labels


EXPORTED = exported()


def panels() -> Iterator[dict[str, Any]]:
    yield from DASHBOARD["panels"]


def expressions() -> list[str]:
    """List every expression of both files."""
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    chosen = [variable["query"]["query"] for variable in DASHBOARD["templating"]["list"]]
    return [*shown, *chosen, *(rule["expr"] for rule in RULES)]


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_names_what_is_exported(expression: str) -> None:
    """Each metric, and each label that selects or groups, is there; a class or status is one that exists."""
    used = SELECTOR.findall(expression)
    grouped = {label.strip() for part in GROUPING.findall(expression) for label in part.split(",")}

    assert used
    assert set() == {name for name, _ in used} - EXPORTED.keys()
    known = set[str]().union(*(EXPORTED[name] for name, _ in used)) | SCRAPED
    assert set() == grouped - known - {""}
    values = {*JobStatus, *CLASSES, ACTION, "$job"}
    for name, selector in used:
        for label, value in re.findall(r'(\w+)\s*[=!]~?\s*"([^"]*)"', selector):
            assert label in EXPORTED[name] | SCRAPED
            assert set(value.split("|")) <= values


@pytest.mark.parametrize("promise", PROMISED.split())
def test_each_promised_metric_is_exported(promise: str) -> None:
    """Names and labels that users rely on are there, and are documented, just so."""
    name, _, labels = promise.rstrip("}").partition("{")
    samples = [name] if name in EXPORTED else [f"{name}{part}" for part in PARTS]
    wanted = set(labels.split(",")) - {""}

    assert all(EXPORTED[sample] - {"le"} == wanted for sample in samples)
    assert f"| `{promise}` |" in (OPS / "metrics.md").read_text(encoding="utf-8")


def test_the_page_lists_what_is_exported() -> None:
    """No metric is undocumented, none documented that is not there."""
    page = (OPS / "metrics.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(flowgroup_\w+)", page, re.MULTILINE))
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in EXPORTED}

    assert families == listed


def test_nothing_is_labelled_by_row_or_batch() -> None:
    """Labels are few: no series per row, batch or account."""
    labels = set().union(*EXPORTED.values())

    assert {"action", "code", "code_class", "le", "status", "version"} == labels


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_and_what_to_do_in_both_languages(rule: dict[str, Any]) -> None:
    """Name, severity, how long, and in English and Chinese what it is and what to do."""
    said = rule["annotations"]

    assert {"alert", "expr", "for", "labels", "annotations"} == rule.keys()
    assert re.fullmatch(r"Flowgroup[A-Z]\w+", rule["alert"])
    assert re.fullmatch(r"\d+m", rule["for"])
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert ["summary", "summary_zh", "runbook", "runbook_zh", "runbook_url"] == list(said)
    assert [False, True, False, True, False] == [bool(CHINESE.search(t)) for t in said.values()]


def test_the_dashboard_can_be_imported() -> None:
    """It asks for its datasource, which every panel and variable uses; panels neither overlap nor share an id."""
    [asked] = DASHBOARD["__inputs"]
    source = {"type": "prometheus", "uid": f"${{{asked['name']}}}"}
    cells = [
        (x, y)
        for grid in (panel["gridPos"] for panel in panels())
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    users = [*panels(), *DASHBOARD["templating"]["list"]]
    users += [target for panel in panels() for target in panel["targets"]]

    assert ("datasource", "prometheus") == (asked["type"], asked["pluginId"])
    assert {orjson.dumps(source)} == {orjson.dumps(user["datasource"]) for user in users}
    assert len(cells) == len(set(cells))
    assert 24 > max(x for x, _ in cells)
    assert len({panel["id"] for panel in panels()}) == len(DASHBOARD["panels"])
    assert all(CHINESE.search(panel["title"]) and panel["description"] for panel in panels())
    kinds = {required["id"] for required in DASHBOARD["__requires"]}
    assert {panel["type"] for panel in panels()} <= kinds
    assert None is DASHBOARD["id"]
