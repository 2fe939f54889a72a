"""Tests of linkcheck.web.archive, against the simulator in linkcheck.demo and against cases in files."""
