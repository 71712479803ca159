-- What minutes and charges were reckoned from, so that they can be explained when plans, prices and bookings have changed.

ALTER TABLE checkins ADD COLUMN left_out_micros BIGINT;
ALTER TABLE checkins ADD COLUMN minutes_before BIGINT;
ALTER TABLE coworker_time_passes ADD COLUMN session_price BIGINT;
ALTER TABLE coworker_time_passes ADD COLUMN session_of_plan BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE coworker_time_passes ADD COLUMN session_discount BIGINT;
ALTER TABLE coworker_time_passes ADD COLUMN session_minutes BIGINT;
