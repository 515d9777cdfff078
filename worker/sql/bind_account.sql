-- The first send binds an account to its key; later ones only compare.
INSERT INTO flowgroup.accounts AS a (account, key_fingerprint, bound_at)
VALUES (:account, :key_fingerprint, now())
ON CONFLICT (account) DO UPDATE SET key_fingerprint = excluded.key_fingerprint, bound_at = excluded.bound_at
WHERE a.key_fingerprint IS NULL
