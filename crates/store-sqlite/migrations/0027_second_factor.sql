-- The second factor of somebody who signs in: the secret of its codes, and the half minute whose code was used last.
ALTER TABLE users ADD COLUMN second_factor TEXT;
ALTER TABLE users ADD COLUMN second_factor_step INTEGER;
