"""Tests of linkcheck.web.network, against raw servers on loopback that misbehave."""
