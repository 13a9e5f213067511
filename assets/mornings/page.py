"""How the morning looks, 晨报页: one page that opens from a folder, without script or server.

Belongs here: the template's values and words of runs. Does not belong here: deciding anything.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assets.mornings.morning import Morning, ordered

FOLDER = Path(__file__).parent
STATUS_WORDS = {
    "done": "完成",
    "failed": "出错",
    "canceled": "被人停下",
    "running": "正在运行",
    "waiting": "排队",
}
BY_WORDS = {"schedule": "定时", "sensor": "来了新文件", "retry": "自动重试", "person": "人工"}
JOB_WORDS = {
    "nightly": "每晚",
    "refresh": "清点",
    "intake": "收件",
    "release": "发布",
    "morning": "晨报",
}


def render_morning(morning: Morning) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        morning=morning,
        alarms=ordered(morning.alarms),
        runs=[] if morning.night is None else morning.night.runs,
        status_words=STATUS_WORDS,
        by_words=BY_WORDS,
        job_words=JOB_WORDS,
    )
