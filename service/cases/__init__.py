"""What people do with one case: register, move, hand over, send up, tell, and its clocks.

Rooms: keeping (row and case, the lock), registering, foreseeing, moving, bulk, handing, clocks.
Must not enter: which step is legal (casework), statements about lists (data), a clock reading.
"""
