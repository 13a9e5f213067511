"""Who runs the steps of a job: this process, or workers on other machines; 多机运行.

Belongs here: the choice of Dagster's executor from the file that MINGZHANG_CLUSTER names. Does not
belong here: the look at the environment (definitions.py) and the steps (assets/graph).

The file has the form that `dagster-celery worker start -y` reads too, so that whoever hands out the
steps and whoever does them cannot come to differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import dagster as dg
from pydantic import Field as Setting

from pipelines.jobs import ONE_PROCESS
from sources.contract import read_yaml
from sources.strict import Strict

CLUSTER_VARIABLE = "MINGZHANG_CLUSTER"
WORKBOOKS = 50


class Execution(Strict):
    """Settings in the executor's own words; Dagster checks them."""

    config: Mapping[str, Any]


class ClusterSettings(Strict):
    """The file: which executor, how many workbooks one step takes, the executor's own settings."""

    executor: Literal["celery", "kubernetes"]
    workbooks_per_step: int = Setting(default=WORKBOOKS, ge=1)
    execution: Execution


@dataclass(frozen=True)
class Spread:
    """Who runs steps, and how many workbooks a step of the sweep takes; None: all in one."""

    executor: dg.ExecutorDefinition
    workbooks: int | None


ONE_MACHINE = Spread(ONE_PROCESS, None)


def spread_from(environment: Mapping[str, str]) -> Spread:
    """How this installation spreads its runs. Raises ValidationError for a file of another form."""
    path = environment.get(CLUSTER_VARIABLE)
    if not path:
        return ONE_MACHINE
    settings = ClusterSettings.model_validate(read_yaml(Path(path)))
    executor = executor_named(settings.executor).configured(dict(settings.execution.config))
    return Spread(executor, settings.workbooks_per_step)


def executor_named(name: str) -> dg.ExecutorDefinition:
    """Dagster's executor, from a package that only such an installation has."""
    if name == "celery":
        from dagster_celery import celery_executor

        return celery_executor
    from dagster_k8s import k8s_job_executor

    return k8s_job_executor
