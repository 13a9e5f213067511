"""Assets of review and publication: the candidate and the release; 送审与发布.

Belongs here: the two assets and what the UI shows of them. Does not belong here: the gate; it is
inside the publishing step itself, so that materialising `release` alone cannot pass it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import dagster as dg

from assets.graph.flow import PUBLISHING as GROUP
from assets.graph.flow import Reader, flow_tags
from assets.graph.launching import ReleaseConfig
from assets.graph.metadata import listed
from assets.graph.pools import RELEASING, WHOLE
from assets.graph.resource import DataHome
from assets.receipts import read_receipts
from assets.stages.propose import propose
from assets.stages.publish import NoCandidateError, people_of, publish, reasons_that_block
from assets.stages.settle import load_state
from expectations.people import People
from expectations.reasons import Reason
from outputs.finishing import PublishRefused
from sources.contract import Contract

# Published by the 5th of each month; February is the shortest time from one 5th to the next.
BY_THE_FIFTH = dg.FreshnessPolicy.cron(
    deadline_cron="0 0 6 * *", lower_bound_delta=timedelta(days=28), timezone="Asia/Shanghai"
)
# The step of the asset `release`: Dagster refuses a step and a job of one name.
PUBLISHING = "publish_candidate"


def candidate_asset(contracts: Sequence[Contract]) -> dg.AssetsDefinition:
    """Everything in force, frozen for review."""

    @dg.asset(
        name="candidate",
        op_tags=WHOLE,
        group_name=GROUP,
        deps=[contract.dataset for contract in contracts],
        kinds={"parquet", "html"},
        tags=flow_tags(Reader.REVIEWERS),
        owners=["team:综合处"],
        description="候选稿：把生效的数据冻结下来送审，连同与上次发布的差异、未决问题和审阅材料。"
        "签的就是它；改一个数，所有签名作废。\n\n"
        "签名用命令 mingzhang sign，不在这个界面里签；"
        "每个人该做什么，命令 mingzhang candidate 会说。",
    )
    def candidate(home: DataHome) -> dg.MaterializeResult[Any]:
        proposal = propose(home.store, home.office)
        metadata: dict[str, Any] = {"说明": proposal.reason}
        if proposal.digest is not None:
            review = home.store.review_pack(proposal.digest) / "index.html"
            reasons = reasons_that_block(home.store, people(home))
            metadata |= {
                "摘要": proposal.digest,
                "审阅材料": home.link(review),
                "还缺签批数": len(reasons),
                "还缺": dg.MetadataValue.md(reasons_list(reasons)),
            }
        return dg.MaterializeResult(metadata=metadata)

    return candidate


def people(home: DataHome) -> People:
    """Who signs for what in this home."""
    return people_of(home.office, load_state(home.store), read_receipts(home.store))


def reasons_list(reasons: Sequence[Reason]) -> str:
    """Reasons against publication in short; what to do about each is said by the command line."""
    if not reasons:
        return "（没有，可以发布）"
    return listed([one.message.partition("。")[0] for one in reasons])


def release_asset() -> dg.AssetsDefinition:
    """The approved candidate, published."""

    @dg.multi_asset(
        name=PUBLISHING,
        op_tags=WHOLE,
        pool=RELEASING,
        specs=[
            dg.AssetSpec(
                "release",
                group_name=GROUP,
                deps=["candidate"],
                freshness_policy=BY_THE_FIFTH,
                kinds={"csv", "html"},
                tags=flow_tags(Reader.PUBLIC),
                owners=["team:综合处"],
                skippable=True,
                description="发布：签批齐全的候选稿写入 public/，一经发布不再改动。"
                "未经审查和批准，不得发布：缺签、签错、数据变动，一律拒绝并列出全部原因。\n\n"
                "要发布，启动作业 release；每晚两点的作业 nightly 遇到没签完的就等。",
            )
        ],
    )
    def release(
        context: dg.AssetExecutionContext, home: DataHome, config: ReleaseConfig
    ) -> Iterator[dg.MaterializeResult[Any]]:
        try:
            published = publish(home.store, home.office, people(home))
        except NoCandidateError as nothing:
            context.log.info(str(nothing))
            return
        except PublishRefused as refusal:
            if config.wait:
                context.log.warning("候选稿尚未签批齐全，等待：\n%s", refusal)
                return
            raise refused(refusal.reasons) from None
        yield dg.MaterializeResult(
            metadata={
                "版本": published.version,
                "摘要": published.digest,
                "本次新发布": published.fresh,
                "网站": home.link(home.store.public / "index.html"),
            }
        )

    return release


def refused(reasons: Sequence[Reason]) -> dg.Failure:
    """The run's failure with every reason."""
    listed = "\n".join(f"{number}. {one.message}" for number, one in enumerate(reasons, 1))
    return dg.Failure(
        description=f"未经审查和批准，不得发布：\n{listed}",
        metadata={"原因": dg.MetadataValue.md(reasons_list(reasons))},
        allow_retries=False,
    )
