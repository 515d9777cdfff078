"""PDFs just in time: references of a payload, the files they mean, and the ids that the API knows them by."""
