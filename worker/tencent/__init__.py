"""The vendor's API: signing, credentials, and the client that tells not-sent from maybe-sent."""
