"""The one place that knows the stages, the schedule statuses, their order, colours and words.

Source: the report on the district's mobilisation meeting (2021); see docs/domain.md.
"""

import re
import unicodedata
from dataclasses import dataclass

from locales import N_, _


@dataclass(frozen=True)
class Stage:
    """A step of a building's renovation."""

    code: str
    name: str
    over_when: str
    light: str
    """Fill on the light ground, #rrggbb."""
    dark: str
    """Fill on the dark ground, #rrggbb."""
    doing: tuple[str, ...]
    """Words met in the field for a building that is in this stage."""
    done: tuple[str, ...]
    """Words for a building that has finished this stage, and so is in the next one."""

    @property
    def label(self) -> str:
        """The stage's name in the language in use."""
        return _(self.name)


@dataclass(frozen=True)
class Status:
    """Where a building stands against its plan (督办灯)."""

    code: str
    name: str
    letter: str
    """Shown on the map beside the outline, so that status never depends on colour alone; empty for on track."""

    @property
    def label(self) -> str:
        """The status in the language in use."""
        return _(self.name)

    @property
    def sign(self) -> str:
        """The letter in the language in use."""
        return _(self.letter)


STAGES = (
    Stage("preparation", N_("前期准备"), N_("民意征集、设计和招投标完成"), "#838383", "#ecedf6",
          ("前期准备", "民意征集", "未开工", "摸排", "方案设计", "招投标"), ("前期完成", "招投标完成")),
    Stage("demolition", N_("违建拆除"), N_("在册违建全部拆除"), "#7f0383", "#cca4fd",
          ("违建拆除", "拆违中", "拆违"), ("拆违完成",)),
    Stage("construction", N_("改造实施"), N_("施工单位报完工"), "#c07c21", "#fbc32a",
          ("改造实施", "施工中", "在建", "改造施工", "现场施工", "雨污管网施工", "外立面施工"), ("已完工", "竣工", "完工")),
    Stage("acceptance", N_("竣工验收"), N_("验收通过"), "#2c82c5", "#246fb2",
          ("竣工验收", "待验收", "验收中"), ("已验收", "验收通过")),
    Stage("handover", N_("物业管理"), N_("物业企业进驻接管"), "#04554a", "#61b7a5",
          ("物业管理", "移交中"), ("已移交", "物业已进驻", "常态管理")),
)  # fmt: skip
STATUSES = (
    Status("on_track", N_("正常"), ""),
    Status("at_risk", N_("预警"), N_("警")),
    Status("behind", N_("滞后"), N_("滞")),
    Status("unknown", N_("无数据"), N_("？")),
)
LATE = {"light": "#c1121f", "dark": "#ff5a52"}
"""The red of what is late, and of nothing else."""
GROUND = {"light": "#f4f3ef", "dark": "#14181f"}

STAGE_CODES = tuple(stage.code for stage in STAGES)
STATUS_CODES = tuple(status.code for status in STATUSES)
STAGE_ORDER = {code: order for order, code in enumerate(STAGE_CODES)}

_BY_WORD = {word: (stage.code, False) for stage in STAGES for word in stage.doing} | {
    word: (stage.code, True) for stage in STAGES for word in stage.done
}


def stage(code: str) -> Stage:
    """Return the stage with this code; ``KeyError`` when there is none."""
    return STAGES[STAGE_ORDER[code]]


def status(code: str) -> Status:
    """Return the status with this code; ``ValueError`` when there is none."""
    return STATUSES[STATUS_CODES.index(code)]


def read_stage(word: str) -> tuple[str, bool] | None:
    """Tell the stage that a word of the field means.

    Returns
    -------
    tuple of (str, bool) or None
        The stage that the building *is in*, and whether it is finished altogether. A completion word puts the
        building into the next stage (拆违完成 is in construction); only 已移交 and its like finish it. None when
        the word is not known.
    """
    found = _BY_WORD.get(re.sub(r"\s", "", unicodedata.normalize("NFKC", word)))
    if found is None:
        return None
    code, done = found
    order = STAGE_ORDER[code] + done
    return STAGE_CODES[min(order, len(STAGES) - 1)], order == len(STAGES)
