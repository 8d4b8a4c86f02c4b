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
    Stage(
        "preparation", N_("前期准备"), N_("民意征集、设计和招投标完成"), "#838383", "#ecedf6",
        ("前期准备", "前期", "前期工作", "民意征集", "意见征集", "征求意见", "入户调查", "未开工", "未启动", "未实施", "尚未开工", "待开工", "待启动",
         "待实施", "准备开工", "摸排", "摸底", "调查摸底", "方案设计", "设计", "方案编制", "方案公示", "方案评审", "初步设计", "施工图设计", "图审", "预算编制",
         "财政评审", "立项", "审批", "招投标", "招标", "挂网招标", "民意征集完成", "摸排完成", "设计完成", "方案设计完成"),
        ("前期完成", "前期准备完成", "前期工作完成", "招投标完成", "招标完成", "中标", "已中标"),
    ),
    Stage(
        "demolition", N_("违建拆除"), N_("在册违建全部拆除"), "#7f0383", "#cca4fd",
        ("违建拆除", "拆违中", "拆违", "拆除中", "拆除违建", "违章拆除", "违章建筑拆除", "违法建设拆除"),
        ("拆违完成", "已拆违", "拆违完毕", "拆违清零", "违建清零", "违建拆除完成", "违建已拆除", "违建已拆", "拆除完成"),
    ),
    Stage(
        "construction", N_("改造实施"), N_("施工单位报完工"), "#c07c21", "#fbc32a",
        ("改造实施", "施工中", "施工", "在建", "改造", "改造施工", "现场施工", "工程施工", "已开工", "开工", "已进场", "进场施工", "雨污管网施工", "雨污分流施工",
         "管网施工", "外立面施工", "外墙施工", "屋面施工", "防水施工", "平改坡施工", "道路施工", "绿化施工", "楼道施工", "附属工程", "收尾", "扫尾", "基本完工"),
        ("已完工", "竣工", "完工", "已竣工", "施工完成", "改造完成", "工程完工", "全部完工"),
    ),
    Stage(
        "acceptance", N_("竣工验收"), N_("验收通过"), "#2c82c5", "#246fb2",
        ("竣工验收", "待验收", "验收中", "验收", "初验", "预验收", "验收整改", "竣工待验", "竣工待验收", "完工待验收", "已完工待验收", "申请验收", "已报验", "组织验收"),
        ("已验收", "验收通过", "验收合格", "验收完成", "通过验收", "已通过验收", "竣工验收完成", "竣工验收合格", "竣工验收通过"),
    ),
    Stage(
        "handover", N_("物业管理"), N_("物业企业进驻接管"), "#04554a", "#61b7a5",
        ("物业管理", "移交中", "移交", "待移交", "物业移交", "物业接管", "准备移交"),
        ("已移交", "物业已进驻", "常态管理", "常态化管理", "长效管理", "移交完成", "物业已接管", "已接管"),
    ),
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
_SUBJECTS = {
    "preparation": re.compile("民意|征集|摸排|摸底|方案|设计|招标|招投标|立项|图审|前期"),
    "demolition": re.compile("拆违|违建|违章|违法建设"),
    "construction": re.compile(
        "施工|改造|工程|外立面|外墙|雨污|管网|管线|屋面|屋顶|防水|平改坡|道路|路面|绿化|楼道|弱电"
    ),
    "acceptance": re.compile("验收|初验"),
    "handover": re.compile("移交|进驻|接管"),
}
"""What a phrase speaks of. A phrase of two stages is not guessed at."""
_PART = re.compile(
    "民意|征集|摸排|摸底|方案|设计|立项|图审|外立面|外墙|雨污|管网|管线|屋面|屋顶|防水|平改坡|道路|路面|绿化|楼道|弱电"
)
"""A part of a stage: its being done does not end the stage."""
_UNSURE = re.compile("未|没|不|暂|停|待|拟|将|准备|等待|计划|申请")
_NEARLY = re.compile("基本|部分|接近|初步|主体|[0-9%]")
_OVER = re.compile("完成|完毕|结束|通过|到位|清零|完工|竣工|合格")
_GOING_ON = re.compile("正在|进行|推进|开展|实施|施工|组织|启动|开始|进场|中$")
_AND_THEN = re.compile("[,;。/、→]|并|且")
_AROUND = re.compile(r"^[(]?[0-9①-⑩一二三四五]{1,2}[).、:]|[(][^()]*[)]|[。.!]$")
_ABOUT = re.compile("^(?:正在|已进入|处于|目前|进入)|(?:进行中|阶段|工作|之中|中)$")


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
    plain = _AROUND.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", word)))
    parts = {_said(part) for part in _AND_THEN.split(plain) if part}
    order = _said(plain)
    if order is None:
        order = parts.pop() if len(parts) == 1 else None
    if order is None:
        return None
    return STAGE_CODES[min(order, len(STAGES) - 1)], order == len(STAGES)


def _said(word: str) -> int | None:
    """Return the place of the stage that a word or phrase puts a building into; None when that is not clear."""
    found = _BY_WORD.get(word) or _BY_WORD.get(_ABOUT.sub("", _ABOUT.sub("", word))) or _phrase(word)
    return None if found is None else STAGE_ORDER[found[0]] + found[1]


def _phrase(words: str) -> tuple[str, bool] | None:
    """Read a phrase such as 正在进行外立面施工: one stage's subject, and whether it is over."""
    words = words.replace("竣工验收", "验收")
    spoken = [code for code, subject in _SUBJECTS.items() if subject.search(words)]
    if len(spoken) != 1 or _UNSURE.search(words):
        return None
    if _OVER.search(words):
        return spoken[0], not (_PART.search(words) or _NEARLY.search(words))
    return (spoken[0], False) if _GOING_ON.search(words) else None
