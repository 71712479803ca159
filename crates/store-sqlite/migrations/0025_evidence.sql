-- What bore witness of a visit last, when the system ended it.
ALTER TABLE checkins ADD COLUMN evidence TEXT;
