-- What the rules ask beside passes and visits: who used a shared pass, and how many are inside.

ALTER TABLE coworker_time_passes ADD COLUMN used_by INTEGER;
ALTER TABLE failed_checkins ADD COLUMN verdict TEXT;
CREATE INDEX checkins_inside ON checkins (business_id) WHERE to_time IS NULL;
CREATE INDEX teams_sharing ON teams (paying_member_id) WHERE share_time_passes;
CREATE INDEX bookings_customer_until ON bookings (coworker_id, to_time) WHERE coworker_id IS NOT NULL;
