"""What the coach makes of the history: what the detectors find in it, sessions about it, and what is remembered.

It is written last, with the real time: the coach speaks of the whole record, and would know the future in a session of
last spring.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.core.crypto import Keyring
from backend.core.db import Database, acting_for
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coach_context.models import DayPhase, SessionType
from backend.features.coach.coaching import queries, sessions
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.schemas import FinishSession, HistoryFilter, StartSession
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.nudges import service as nudges
from backend.features.operations.demo.context import Progress
from backend.features.operations.demo.steps import COACHING, FINDINGS
from backend.quant.behaviour.events import Detector

SESSIONS = (
    (
        StartSession(session_type=SessionType.DISCIPLINE, phase=DayPhase.POST_MARKET),
        FinishSession(
            rating=4,
            next_step="Twenty minutes away from the screen after every stop, this week.",
            target=Detector.REVENGE,
            takeaway="My goal is to wait twenty minutes after a stopped trade.",
        ),
    ),
    (
        StartSession(session_type=SessionType.RISK_MANAGEMENT, phase=DayPhase.PRE_MARKET),
        FinishSession(
            rating=5,
            next_step="The same size on every trade until Friday.",
            target=Detector.OVERSIZING,
        ),
    ),
    (StartSession(session_type=SessionType.PSYCHOLOGY, phase=DayPhase.POST_MARKET), None),
)


@dataclass(frozen=True, slots=True)
class DemoCoach:
    """The coach at work for the demo trader."""

    database: Database
    keyring: Keyring
    coach: CoachDesk
    talk: ConversationSpeaker
    detectors: BehaviourDesk
    progress: Progress

    def write(self, user_id: UUID, *, now: datetime) -> None:
        """Look at the record, and speak about it once."""
        self.progress.begin(FINDINGS)
        looked = self.detectors.look_again(user_id)
        self.progress.tell(f"{looked.found} findings, {looked.patterns} patterns")
        self.progress.begin(COACHING)
        with self.database.transaction(acting_for(user_id)) as session:
            self.progress.hold(session)
            nudges.look_at(session, user_id, at=now, now=now)  # the record is complete
            if queries.session_page(session, user_id, HistoryFilter()).items:
                return
            for begun, finished in SESSIONS:
                started = sessions.start(session, user_id, begun, self.coach, self.talk, now=now)
                if finished is not None:
                    sessions.finish(
                        session,
                        user_id,
                        started.session.id,
                        finished,
                        self.keyring,
                        now=now,
                    )
