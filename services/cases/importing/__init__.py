"""Old tables of cases: a profile says how to read one, each row is checked, and nothing is dropped or guessed."""
