-- Why somebody was refused, in one word: what was kept of it as JSON cannot be counted from an index.
ALTER TABLE failed_checkins ADD COLUMN reason TEXT;
UPDATE failed_checkins SET reason = verdict::json ->> 'Code' WHERE verdict IS NOT NULL;

-- The refusals of a location by when it was tried, with what is counted of them.
CREATE INDEX failed_checkins_location ON failed_checkins (business_id, checkin_attempt_time) INCLUDE (reason);
