"""From our words to the standard's closed lists; 状态对照.

Belongs here: the tables. A word that is not in its table has no code, and the field is left out.
"""

from collections.abc import Mapping

# Leaf of a path → our value → code of OC4IDS 0.9.5 (projectStatus, projectType, milestoneStatus).
# 续建 and 改建 have no code that means the same, nor has 基本合格: a project that passed is not
# partially met. Acceptance belongs to the stage of completion.
CODES: Mapping[str, Mapping[str, str]] = {
    "status": {
        "入库": "identification",
        "已列入计划": "preparation",
        "未开工": "preparation",
        "在建": "implementation",
        "已完工": "completion",
        "已验收": "completion",
        "已取消": "cancelled",
    },
    "type": {"新建": "construction", "维修": "rehabilitation", "扩建": "expansion"},
    "milestones[acceptance].status": {"合格": "met", "不合格": "notMet"},
}
