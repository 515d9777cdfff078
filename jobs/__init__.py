"""What a job is and what an answer means; nothing here waits."""
