-- Finds rows whose id and claim ended long ago, so that they can be forgotten without a look at the others.
CREATE INDEX files_old ON flowgroup.files (greatest(valid_until, claimed_until))
