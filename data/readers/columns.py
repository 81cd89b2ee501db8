"""Which column means what: a table of the words people write above their columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Per role: words in the order of trust, as `_plain` writes them.
WORDS: dict[str, tuple[str, ...]] = {
    "lon": _words(
        "经度 lon lng long longitude longitud gcjlon wgslon pointx "
        "经度坐标 x坐标 坐标x x xcoord easting"
    ),
    "lat": _words(
        "纬度 lat latitude latitud gcjlat wgslat pointy 纬度坐标 y坐标 坐标y y ycoord northing"
    ),
    "crs": _words("坐标系 坐标系统 坐标系名称 crs datum srid epsg 坐标类型"),
    "code": _words(
        "网格编码 网格编号 网格代码 网格号 责任网格编码 所属网格编码 gridcode gridid gridno "
        "单元网格编码 编码 代码 编号 code gsscode admincode adcode key smdid "
        "行政区划代码 所属网格 网格 grid"
    ),
    "name": _words("网格名称 网格名 gridname 名称 name title 地名 areaname 区域名称"),
    "parent": _words(
        "上级编码 上级代码 所属社区编码 社区编码 社区代码 父级编码 上级网格编码 parentcode "
        "parentid parent communitycode 所属社区 社区 community ancid 上级"
    ),
    "worker": _words(
        "网格员姓名 网格员 网格长 专职网格员 责任人 负责人 网格员编号 worker workername "
        "workercode repname responsible gridworker 姓名 处理人 officer"
    ),
    "id": _words(
        "案件编号 案件编码 事件编号 事件编码 案件号 工单编号 "
        "工单号 受理编号 任务号 住户编号 住户编码 户编号 "
        "户号 房屋编号 房屋编码 caseid caseno casecode householdid "
        "householdcode servicerequestid requestid eventuniqueid "
        "ccn 编号 编码 id code no 序号 objectid fid"
    ),
    "category": _words(
        "案件类型 案件类别 事件类型 事件类别 问题类型 问题类别 诉求类型 类别 类型 大类 category "
        "casetype servicetype servicecodedescription offense "
        "primaryoffence modalidad type 小类"
    ),
    "reported_at": _words(
        "上报时间 受理时间 登记时间 发现时间 发生时间 立案时间 "
        "创建时间 报告时间 来电时间 上报日期 受理日期 "
        "reportedat reporttime reportdate reportdatetime "
        "createdat created createddate openedat adddate "
        "serviceorderdate occurrencedate fechahecho month date 时间 "
        "日期"
    ),
    "closed_at": _words(
        "结案时间 办结时间 完成时间 处置完成时间 关闭时间 结案日期 办结日期 closedat closed "
        "closeddate closetime resolvedat resolutiondate "
        "finishedat completedat"
    ),
    "replied_at": _words(
        "答复时间 回复时间 反馈时间 处理反馈时间 答复日期 回复日期 反馈日期 repliedat respondedat"
        " responsedate replydate"
    ),
    "due_at": _words(
        "截止时间 处置时限 处置截止时间 办理时限 办结时限 "
        "应结案时间 截止日期 限办时间 到期时间 dueat "
        "due duedate deadline serviceduedate"
    ),
    "address": _words(
        "地址 详细地址 事发地址 事件地点 案发地点 发生地点 "
        "地点 位置 住址 门牌地址 具体位置 地点名称 "
        "address streetaddress blocksiteaddress location "
        "siteaddress"
    ),
    "phone": _words(
        "联系电话 电话 手机 手机号 手机号码 电话号码 网格员电话 phone tel telephone mobile phoneno"
    ),
    "kind": _words("网格类型 网格类别 网格性质 gridkind gridtype kind 类型 type"),
    "duty": _words("职责 岗位 主备 主责替补 责任类型 角色 duty role"),
    "since": _words(
        "开始日期 起始日期 开始时间 上岗日期 任职日期 生效日期 起 自 since start startdate "
        "from validfrom"
    ),
    "until": _words(
        "结束日期 终止日期 结束时间 离岗日期 截止日期 失效日期 止 至 until end enddate to validto"
    ),
    "order_no": _words("文号 任命文号 通知文号 发文字号 orderno order ordernumber"),
    "occupied": _words("是否入住 入住情况 是否居住 居住状态 入住 occupied isoccupied"),
    "contact": _words("联系人 联系方式 户主联系人 联系电话 电话 contact contactname phone"),
    "consent": _words(
        "是否同意联系 同意联系 联系授权 授权 同意 consent hascontactconsent contactconsent"
    ),
    "purposes": _words("联系用途 联系目的 同意用途 contactpurposes contactpurpose purposes"),
    "consent_until": _words(
        "同意截止日期 授权截止日期 同意有效期 授权有效期 consentuntil consentexpires contactuntil"
    ),
    "summary": _words(
        "问题描述 案件描述 事件描述 事件内容 案件标题 诉求内容 主要内容 内容 描述 标题 summary "
        "description subject"
    ),
    "channel": _words("来源 案件来源 事件来源 上报渠道 受理渠道 渠道 问题来源 channel source"),
    "level": _words("级别 层级 行政级别 level"),
    "capacity": _words("岗位系数 工时比例 在岗比例 全职系数 capacity fte fulltimeequivalent"),
    "use": _words("用途 使用类型 点位用途 用于 usedfor use purpose"),
    "every": _words(
        "巡查周期 周期天数 巡查频次 巡查间隔 每几天 周期 everydays every interval intervaldays"
    ),
    "rank": _words("等级 道路等级 rank"),
    "status": _words(
        "案件状态 事件状态 办理状态 处理状态 当前状态 状态 status serviceorderstatus state"
    ),
}

# Which roles a file of this kind may have, in the order in which they choose their column.
KINDS: dict[str, tuple[str, ...]] = {
    "grids": _words("code parent name worker phone kind since until crs"),
    "workers": _words("id name phone code capacity since until"),
    "postings": _words("worker code duty since until order_no"),
    "households": _words(
        "id lon lat crs address occupied consent_until consent purposes contact code"
    ),
    "cases": _words(
        "id lon lat crs reported_at replied_at closed_at due_at category "
        "address summary channel status code worker"
    ),
    "units": _words("code name level parent"),
    "leaves": _words("worker since until"),
    "overrides": _words("category code parent since until"),
    "places": _words("id name use kind parent address lon lat crs every"),
    "land": _words("name rank"),
    "points": _words("lon lat crs"),
}

# Where a file of this kind means something else by a word than other files do.
_OWN_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("places", "id"): _words(
        "点位编号 点位编码 编号 编码 代码 placecode placeid pointid id code no 序号 objectid fid"
    ),
    ("places", "name"): _words("点位名称 站点名称 场所名称 名称 name title 地点名称"),
    ("places", "kind"): _words("点位类型 服务类型 站点类型 类型 类别 种类 kind type category"),
    ("places", "parent"): _words(
        "所属社区编码 社区编码 社区代码 单位编码 unitcode unit communitycode parentcode parent"
    ),
    ("workers", "name"): _words("姓名 网格员姓名 网格员 name workername worker 人员姓名 名称"),
    ("workers", "id"): _words(
        "工号 人员编号 人员编码 网格员编号 网格员编码 workercode workerid employeeid "
        "staffid 编号 编码 id code no"
    ),
    ("leaves", "worker"): _words(
        "网格员编号 网格员编码 工号 人员编号 workercode workerid 网格员 网格员姓名 姓名 worker"
        " workername 人员"
    ),
    ("postings", "worker"): _words(
        "网格员编号 网格员编码 工号 人员编号 workercode workerid 网格员 网格员姓名 姓名 "
        "worker workername 人员 负责人"
    ),
    ("cases", "code"): _words(
        "网格编码 网格编号 网格代码 所属网格编码 gridcode gridid 所属网格 责任网格"
    ),
    ("cases", "worker"): _words("网格员 网格员姓名 处理人 责任人 worker workername"),
    ("households", "code"): _words(
        "网格编码 网格编号 网格代码 所属网格编码 gridcode gridid 所属网格"
    ),
    ("workers", "code"): _words(
        "网格编码 网格编号 网格代码 负责网格 所属网格 责任网格 gridcode gridid"
    ),
}
# A word this short means too little inside another: "x" in "max", "id" in "paid", "lat" in "plate".
_SHORTEST_LATIN = 5
_SHORTEST_CHINESE = 2


def suggest_columns(columns: Iterable[object], kind: str) -> dict[str, str]:
    """Return the column that each role of this kind of file most likely has.

    A header that is a known word goes before one that contains one; each column serves one role;
    the same headers give the same answer.  Roles without a column are left out.

    Parameters
    ----------
    columns
        The headers, in their order.
    kind
        ``grids``, ``workers``, ``postings``, ``households``, ``cases`` or ``points``; any other
        value tries all roles.
    """
    plain = {str(column): _plain(str(column)) for column in columns}
    roles = KINDS.get(kind, tuple(WORDS))
    found: dict[str, str] = {}
    for match in (_exact, _contained):
        for role in roles:
            if role not in found:
                free = {c: word for c, word in plain.items() if c not in found.values()}
                column = match(_OWN_WORDS.get((kind, role), WORDS[role]), free)
                if column is not None:
                    found[role] = column
    return {role: found[role] for role in roles if role in found}


def _plain(header: str) -> str:
    """Return a header in lower case without brackets and their content, blanks and signs."""
    text = unicodedata.normalize("NFKC", header).lower()
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\W_]+", "", text)


def _exact(words: tuple[str, ...], free: dict[str, str]) -> str | None:
    return next((column for word in words for column, plain in free.items() if plain == word), None)


def _contained(words: tuple[str, ...], free: dict[str, str]) -> str | None:
    for word in sorted(words, key=len, reverse=True):
        shortest = _SHORTEST_LATIN if word.isascii() else _SHORTEST_CHINESE
        for column, plain in free.items():
            if len(word) >= shortest and word in plain:
                return column
    return None
