"""Tests of linkcheck.verdict.signals, by cases."""
