"""What leaves the house: notices for staff, mail and short messages, and the calendar of one's own deadlines."""
