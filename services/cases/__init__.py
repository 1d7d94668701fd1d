"""Contacts and cases: from the first call to closing, with the money won on the way."""
