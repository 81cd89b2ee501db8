"""What people do with one case, and what hangs on it.

Rooms: ``keeping`` (row and case, and the lock), ``drafting``, ``foreseeing`` and ``registering`` (a
new case), ``steps``, ``effects`` and ``moving`` (a step and what follows), ``handing`` (another
worker, level or unit), ``clock``, ``limits``, ``clocks`` and ``clock_rows`` (when it is due),
``tiers``; ``noting``, ``supervision``, ``sweeps`` with ``sweep_count``, ``errands``, ``mediation``,
``referrals``; ``likeness``, ``alike``, ``duplicates`` and ``merging``.

Must not enter: which step is legal (casework), lists of cases (service.casebook), a clock reading.
"""
