-- The second factor of somebody who signs in: the secret of its codes, and the half minute whose code was used last.
ALTER TABLE users ADD COLUMN two_factor_secret TEXT;
ALTER TABLE users ADD COLUMN two_factor_step INTEGER;
