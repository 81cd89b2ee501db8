"""Offices assigned to townships (挂点督导), and what they found in each area of work.

Rooms: `duties` (who is assigned where), `findings` (found, rectified), `matrix` (township by area
of work).

Must not enter: who was there when, and any order of officials: what is counted are matters.
"""
