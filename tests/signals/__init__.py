"""Tests of linkcheck.signals, by cases."""
