"""Tests of linkcheck.network, against raw servers on loopback that misbehave."""
