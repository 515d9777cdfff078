-- Takes the upload of a content upon a worker, unless another one has it or an id can still be used: then no row.
-- An id from before `after` is of no use to a row that lost its ids then; it is replaced, once it is no longer believed.
-- The database's clock dates the signature.
INSERT INTO flowgroup.files AS f (account, agent, sha256, size, claimed_by, claimed_until)
VALUES (:account, :agent, :sha256, :size, :worker, clock_timestamp() + make_interval(secs => :claim_s))
ON CONFLICT (account, agent, sha256) DO UPDATE
SET claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until,
    lost_at = CASE WHEN f.valid_until > clock_timestamp() + make_interval(secs => :fresh_for_s)
        THEN clock_timestamp() ELSE f.lost_at END
WHERE (f.claimed_until IS NULL OR f.claimed_until <= clock_timestamp())
  AND (f.valid_until IS NULL OR f.valid_until <= clock_timestamp() + make_interval(secs => :fresh_for_s)
       OR f.uploaded_at <= CAST(:after AS timestamptz)
          AND (f.uploaded_at > f.lost_at
               AND f.lost_at > clock_timestamp() - make_interval(secs => :trust_s)) IS NOT TRUE)
RETURNING CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now
