-- What minutes and charges were reckoned from, so that they can be explained when plans, prices and bookings have changed.

ALTER TABLE checkins ADD COLUMN left_out_micros INTEGER;
ALTER TABLE checkins ADD COLUMN minutes_before INTEGER;
ALTER TABLE coworker_time_passes ADD COLUMN session_price INTEGER;
ALTER TABLE coworker_time_passes ADD COLUMN session_of_plan INTEGER NOT NULL DEFAULT 0;
ALTER TABLE coworker_time_passes ADD COLUMN session_discount INTEGER;
ALTER TABLE coworker_time_passes ADD COLUMN session_minutes INTEGER;
