"""Due dates computed by hand from published limits, around every festival of 2024 to 2026.

Working time is 08:30-12:00 and 13:30-18:00, eight hours; limits in days end at 18:00.  Each block
says which days count; nothing here was taken from the program.
"""

from __future__ import annotations

import pytest

from casework.deadlines import due_after, explain_due
from casework.limit import Limit
from tests.casework.published_calendar import at, shipped

# City A and Jiyuan (digital city management), the 12345 rule, a hotline's rule, Nanchang.
RUBBISH = WATER = CONSTRUCTION_WASTE = STOP_BUILDING = "4 working_hours"
CLEANING = "2 working_hours"
DIRTY_ROAD = "5 working_hours"
SPOIL_HEAP = "2 working_days"
GREENERY = "5 working_days"
PENALTY = "7 working_days"
REMOVAL = "20 working_days"
REMOVAL_JIYUAN = "15 working_days"
RUBBISH_JIYUAN = "1 working_days"
SAME_DAY = "0 calendar_days"
CONSULTATION = "3 working_days"
COMPLAINT = "13 working_days"
REMINDER = "1 calendar_days"
BULLETIN = "5 working_days"
STREET = "5 calendar_days"
COUNTY = "15 calendar_days"
HOTLINE_URGENT = "3 calendar_days"
HOTLINE = "7 calendar_days"
VERY_URGENT = "4 continuous_hours"

# Spring Festival 2024: off Sat 10 to Sat 17 February; Sun 4 and Sun 18 are worked, and so is
# Fri 9, the eve.  After Fri 9 count: Sun 18 (1), Mon 19 (2), Tue 20 (3), Wed 21 (4), Thu 22 (5),
# Fri 23 (6), Mon 26 (7) to Fri 1 March (11), Mon 4 (12) to Fri 8 (16), Mon 11 (17) to Thu 14 (20).
SPRING_2024 = [
    (CONSULTATION, "2024-02-09 10:00", "2024-02-20 18:00"),
    (COMPLAINT, "2024-02-09 10:00", "2024-03-05 18:00"),
    (REMOVAL, "2024-02-09 17:59", "2024-03-14 18:00"),
    # Fri 16:30-18:00 is 1.5 h; 2.5 h are left for Sun 18, from 08:30.
    (RUBBISH, "2024-02-09 16:30", "2024-02-18 11:00"),
    # Reported in the holiday: Sun 18 08:30-12:00 is 3.5 h, 1.5 h more from 13:30.
    (DIRTY_ROAD, "2024-02-12 09:00", "2024-02-18 15:00"),
    (SPOIL_HEAP, "2024-02-17 12:00", "2024-02-19 18:00"),
    # From Thu 8: Fri 9 (1), Sun 18 (2), Mon 19 (3), Tue 20 (4), Wed 21 (5).
    (GREENERY, "2024-02-08 09:00", "2024-02-21 18:00"),
    # From Fri 2: Sat 3 is off, Sun 4 (1), Mon 5 (2), Tue 6 (3).
    (CONSULTATION, "2024-02-02 15:00", "2024-02-06 18:00"),
    # Sun 4 17:00-18:00 is 1 h, 1 h more on Mon 5.
    (CLEANING, "2024-02-04 17:00", "2024-02-05 09:30"),
    (RUBBISH_JIYUAN, "2024-02-09 08:30", "2024-02-18 18:00"),
    (STREET, "2024-02-09 10:00", "2024-02-14 18:00"),
    (COUNTY, "2024-02-09 10:00", "2024-02-24 18:00"),
    (SAME_DAY, "2024-02-10 22:00", "2024-02-10 23:59:59.999999"),
]

# Spring Festival 2025: off Tue 28 January to Tue 4 February; Sun 26 January and Sat 8 February are
# worked.  After Mon 27: Wed 5 (1), Thu 6 (2), Fri 7 (3), Sat 8 (4), Mon 10 (5) to Fri 14 (9),
# Mon 17 (10) to Fri 21 (14), Mon 24 (15) to Fri 28 (19), Mon 3 March (20).
SPRING_2025 = [
    (CONSULTATION, "2025-01-27 09:00", "2025-02-07 18:00"),
    (COMPLAINT, "2025-01-27 09:00", "2025-02-20 18:00"),
    (REMOVAL, "2025-01-27 09:00", "2025-03-03 18:00"),
    (REMOVAL_JIYUAN, "2025-01-27 09:00", "2025-02-24 18:00"),
    # Mon 17:00-18:00 is 1 h; 3 h on Wed 5 from 08:30.
    (RUBBISH, "2025-01-27 17:00", "2025-02-05 11:30"),
    # Wed 5: 3.5 h until 12:00, half an hour more.
    (WATER, "2025-01-28 08:00", "2025-02-05 14:00"),
    # From Fri 24: Sat 25 is off, Sun 26 (1), Mon 27 (2), Wed 5 (3), Thu 6 (4), Fri 7 (5),
    # Sat 8 (6), Mon 10 (7).
    (SPOIL_HEAP, "2025-01-24 11:00", "2025-01-27 18:00"),
    (GREENERY, "2025-01-24 11:00", "2025-02-07 18:00"),
    (PENALTY, "2025-01-24 11:00", "2025-02-10 18:00"),
    # Sun 26 16:00-18:00 is 2 h, 3 h on Mon 27.
    (DIRTY_ROAD, "2025-01-26 16:00", "2025-01-27 11:30"),
    # Fri 17:30-18:00 is half an hour, 1.5 h on Sat 8.
    (CLEANING, "2025-02-07 17:30", "2025-02-08 10:00"),
    (HOTLINE, "2025-01-27 09:00", "2025-02-03 18:00"),
]

# Spring Festival 2026: off Sun 15 to Mon 23 February; Sat 14 and Sat 28 are worked.  After Sat 14:
# Tue 24 (1), Wed 25 (2), Thu 26 (3), Fri 27 (4), Sat 28 (5), Mon 2 March (6) to Fri 6 (10),
# Mon 9 (11) to Fri 13 (15), Mon 16 (16) to Fri 20 (20).
SPRING_2026 = [
    # Fri 16:00-18:00 is 2 h, 2 h on Sat 14; from Sat 14 the rest is on Tue 24.
    (RUBBISH, "2026-02-13 16:00", "2026-02-14 10:30"),
    (CONSTRUCTION_WASTE, "2026-02-14 16:00", "2026-02-24 10:30"),
    (CONSULTATION, "2026-02-14 09:00", "2026-02-26 18:00"),
    # From Fri 13 Sat 14 is the first, so the 13th is the 12th after Sat 14: Tue 10 March.
    (COMPLAINT, "2026-02-13 09:00", "2026-03-10 18:00"),
    (COMPLAINT, "2026-02-14 09:00", "2026-03-11 18:00"),
    (REMOVAL, "2026-02-14 09:00", "2026-03-20 18:00"),
    (GREENERY, "2026-02-23 09:00", "2026-02-28 18:00"),
    # Overdue since Fri 13 18:00: Sat 14, then Tue 24 to Fri 27.
    (BULLETIN, "2026-02-13 18:00", "2026-02-27 18:00"),
    (REMINDER, "2026-02-14 18:00", "2026-02-15 18:00"),
    # Fri 27 17:00-18:00 is 1 h; Sat 28: 3.5 h until 12:00, half an hour more.
    (DIRTY_ROAD, "2026-02-27 17:00", "2026-02-28 14:00"),
    (COUNTY, "2026-02-13 09:00", "2026-02-28 18:00"),
    (SPOIL_HEAP, "2026-02-15 09:00", "2026-02-25 18:00"),
]

# 2024.  Tomb-sweeping: off Thu 4 to Sat 6 April, Sun 7 worked.  Labour Day: off Wed 1 to Sun 5 May,
# Sun 28 April and Sat 11 May worked.  Dragon Boat: off Mon 10 June.  Mid-Autumn: off Sun 15 to
# Tue 17 September, Sat 14 worked.  National Day: off Tue 1 to Mon 7 October, Sun 29 September and
# Sat 12 October worked.
REST_OF_2024 = [
    (RUBBISH, "2024-04-03 17:00", "2024-04-07 11:30"),
    # Sun 7, Mon 8, Tue 9.
    (CONSULTATION, "2024-04-03 17:00", "2024-04-09 18:00"),
    # From Fri 26: Sun 28, Mon 29, Tue 30, Mon 6 May, Tue 7.
    (GREENERY, "2024-04-26 09:00", "2024-05-07 18:00"),
    # From Tue 30: Mon 6 (1) to Fri 10 (5), Sat 11 (6), Mon 13 (7) to Fri 17 (11), Mon 20, Tue 21.
    (COMPLAINT, "2024-04-30 09:00", "2024-05-21 18:00"),
    # From Fri 7 June: Tue 11, Wed 12.  Fri 15:00-18:00 is 3 h, 1 h on Tue 11.
    (SPOIL_HEAP, "2024-06-07 15:00", "2024-06-12 18:00"),
    (WATER, "2024-06-07 15:00", "2024-06-11 09:30"),
    # From Fri 13: Sat 14, Wed 18, Thu 19.
    (CONSULTATION, "2024-09-13 09:00", "2024-09-19 18:00"),
    # Sat 14 14:00-18:00 is 4 h, 1 h on Wed 18.
    (DIRTY_ROAD, "2024-09-14 14:00", "2024-09-18 09:30"),
    # From Sun 29: Mon 30, Tue 8 October to Fri 11.
    (GREENERY, "2024-09-29 09:00", "2024-10-11 18:00"),
    # From Thu 10: Fri 11, Sat 12.
    (SPOIL_HEAP, "2024-10-10 09:00", "2024-10-12 18:00"),
]

# 2025.  New Year: off Wed 1 January.  Tomb-sweeping: off Fri 4 to Sun 6 April.  Labour Day: off
# Thu 1 to Mon 5 May, Sun 27 April worked.  Dragon Boat: off Sat 31 May to Mon 2 June.  National
# Day and Mid-Autumn: off Wed 1 to Wed 8 October, Sun 28 September and Sat 11 October worked.
REST_OF_2025 = [
    # Tue 31 December 17:00-18:00 is 1 h, 3 h on Thu 2 January.
    (RUBBISH, "2024-12-31 17:00", "2025-01-02 11:30"),
    (CONSULTATION, "2025-04-03 09:00", "2025-04-09 18:00"),
    # A worked Sunday: 09:00-12:00 is 3 h, 1 h from 13:30.
    (STOP_BUILDING, "2025-04-27 09:00", "2025-04-27 14:30"),
    # From Wed 30: Tue 6 (1) to Fri 9 (4), Mon 12 (5) to Fri 16 (9), Mon 19 (10) to Thu 22 (13).
    (COMPLAINT, "2025-04-30 09:00", "2025-05-22 18:00"),
    (SPOIL_HEAP, "2025-05-30 09:00", "2025-06-04 18:00"),
    # From Fri 26: Sun 28 (1), Mon 29 (2), Tue 30 (3), Thu 9 (4), Fri 10 (5), Sat 11 (6), Mon 13.
    (GREENERY, "2025-09-26 09:00", "2025-10-10 18:00"),
    (PENALTY, "2025-09-26 09:00", "2025-10-13 18:00"),
    # A worked Saturday: 11:00-12:00 is 1 h, 1 h from 13:30.
    (CLEANING, "2025-10-11 11:00", "2025-10-11 14:30"),
]

# 2026.  New Year: off Thu 1 to Sat 3 January, Sun 4 worked.  Labour Day: off Fri 1 to Tue 5 May,
# Sat 9 worked.  Dragon Boat: off Fri 19 to Sun 21 June.  Mid-Autumn: off Fri 25 to Sun 27
# September.  National Day: off Thu 1 to Wed 7 October, Sun 20 September and Sat 10 October worked.
REST_OF_2026 = [
    # Wed 31 December 16:00-18:00 is 2 h, 2 h on Sun 4.
    (RUBBISH, "2025-12-31 16:00", "2026-01-04 10:30"),
    (CONSULTATION, "2025-12-31 16:00", "2026-01-06 18:00"),
    # From Thu 30: Wed 6, Thu 7, Fri 8, Sat 9, Mon 11.
    (GREENERY, "2026-04-30 09:00", "2026-05-11 18:00"),
    (SPOIL_HEAP, "2026-06-18 09:00", "2026-06-23 18:00"),
    # From Fri 18: Sun 20 (1), Mon 21 (2) to Thu 24 (5), Mon 28 (6), Tue 29 (7), Wed 30 (8),
    # Thu 8 October (9), Fri 9 (10), Sat 10 (11), Mon 12 (12), Tue 13 (13).
    (COMPLAINT, "2026-09-18 09:00", "2026-10-13 18:00"),
    # Thu 15:00-18:00 is 3 h, 2 h on Mon 28.
    (DIRTY_ROAD, "2026-09-24 15:00", "2026-09-28 10:30"),
    (HOTLINE_URGENT, "2026-09-30 09:00", "2026-10-03 18:00"),
    (VERY_URGENT, "2026-10-03 23:00", "2026-10-04 03:00"),
]

# A plain week: Tue 15 and Fri 18 July 2025.
PLAIN_DAYS = [
    # Half an hour before noon, 3.5 h from 13:30.
    (RUBBISH, "2025-07-15 11:30", "2025-07-15 17:00"),
    (RUBBISH, "2025-07-15 12:30", "2025-07-15 17:30"),
    (RUBBISH, "2025-07-15 06:00", "2025-07-15 14:00"),
    (RUBBISH, "2025-07-15 14:00", "2025-07-15 18:00"),
    (RUBBISH, "2025-07-18 19:00", "2025-07-21 14:00"),
]

TABLE = [
    *SPRING_2024, *SPRING_2025, *SPRING_2026, *REST_OF_2024, *REST_OF_2025, *REST_OF_2026,
    *PLAIN_DAYS,
]  # fmt: skip


@pytest.mark.parametrize("limit, start, due", TABLE)
def test_a_due_date_is_the_one_computed_by_hand(limit, start, due):
    assert due_after(shipped(), at(start), Limit.parse(limit)) == at(due)
    assert explain_due(shipped(), at(start), Limit.parse(limit)).due_at == at(due)


def test_the_table_has_sixty_rows_and_fifteen_across_spring_festival():
    assert len(TABLE) >= 60
    assert len(set(TABLE)) == len(TABLE)
    assert len(SPRING_2024 + SPRING_2025 + SPRING_2026) >= 15
