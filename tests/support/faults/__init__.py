"""System calls that fail, one after the other, under the commands that write; and what is left then."""
