"""Files that people bring: looked at before they are taken, kept sealed, shown as copies, judged by a scanner."""
