"""Offices and departments assigned to townships (挂点督导), and what they found there.

Rooms: `duties` (who is assigned where), `findings` (found, rectified, listed), `matrix` (township
by area of work).

Must not enter: who was there when, and any order of officials: what is counted are matters.
"""
