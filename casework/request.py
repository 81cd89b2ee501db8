"""What a request is: how it came in, what is asked for, how pressing; never who asks."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from casework.sentence import Term


class Channel(StrEnum):
    """How a case came in."""

    GRID_WORKER = "grid_worker"
    HOTLINE = "hotline"
    ONLINE = "online"
    COUNTER = "counter"
    HOME_VISIT = "home_visit"
    LEADER_CONTACT = "leader_contact"
    OTHER = "other"


class RequestKind(StrEnum):
    """What is asked for: the hotline's five kinds, and errands run for residents (为民代办)."""

    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    AGENT_SERVICE = "agent_service"


class Urgency(StrEnum):
    """How fast a case has to go; each has its own limits."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"


class NeedClass(StrEnum):
    """How pressing a request is: the four kinds 急 愁 难 盼."""

    URGENT = "urgent"
    WORRY = "worry"
    HARD = "hard"
    HOPE = "hope"


class Voice(StrEnum):
    """What a request says people trust, fear, resent or hope for: 信 怕 怨 盼."""

    TRUST = "trust"
    FEAR = "fear"
    RESENT = "resent"
    HOPE = "hope"


class Wish(StrEnum):
    """The nine wishes: 工作 收入 身体 住房 医疗 教育 环境 保障 秩序."""

    WORK = "work"
    EARNINGS = "earnings"
    WELLBEING = "wellbeing"
    HOUSING = "housing"
    MEDICAL_CARE = "medical_care"
    EDUCATION = "education"
    ENVIRONMENT = "environment"
    SOCIAL_SECURITY = "social_security"
    PUBLIC_ORDER = "public_order"


CHANNEL_TERMS: Final = {
    Channel.GRID_WORKER: Term("grid worker"),
    Channel.HOTLINE: Term("hotline"),
    Channel.ONLINE: Term("online"),
    Channel.COUNTER: Term("service counter"),
    Channel.HOME_VISIT: Term("home visit"),
    Channel.LEADER_CONTACT: Term("leader's contact point"),
    Channel.OTHER: Term("other channel"),
}

KIND_TERMS: Final = {
    RequestKind.CONSULTATION: Term("consultation"),
    RequestKind.HELP: Term("request for help"),
    RequestKind.COMPLAINT: Term("complaint"),
    RequestKind.REPORT: Term("report of a grievance"),
    RequestKind.SUGGESTION: Term("suggestion"),
    RequestKind.AGENT_SERVICE: Term("errand run for a resident"),
}

URGENCY_TERMS: Final = {
    Urgency.ORDINARY: Term("ordinary"),
    Urgency.URGENT: Term("urgent"),
    Urgency.VERY_URGENT: Term("very urgent"),
}

NEED_TERMS: Final = {
    NeedClass.URGENT: Term("urgent need"),
    NeedClass.WORRY: Term("worry"),
    NeedClass.HARD: Term("hard matter"),
    NeedClass.HOPE: Term("hope"),
}

VOICE_TERMS: Final = {
    Voice.TRUST: Term("what people trust in"),
    Voice.FEAR: Term("what people fear"),
    Voice.RESENT: Term("what people resent"),
    Voice.HOPE: Term("what people hope for"),
}

WISH_TERMS: Final = {
    Wish.WORK: Term("work"),
    Wish.EARNINGS: Term("earnings"),
    Wish.WELLBEING: Term("wellbeing"),
    Wish.HOUSING: Term("housing"),
    Wish.MEDICAL_CARE: Term("medical care"),
    Wish.EDUCATION: Term("education"),
    Wish.ENVIRONMENT: Term("environment"),
    Wish.SOCIAL_SECURITY: Term("social security"),
    Wish.PUBLIC_ORDER: Term("public order"),
}
