-- What is due next, of whatever is done without anybody asking.
CREATE INDEX jobs_due ON jobs (due_on) WHERE due_on IS NOT NULL;

-- What is kept for a time, oldest first.
CREATE INDEX tokens_expires_on ON tokens (expires_on);
CREATE INDEX remembered_phones_expires_on ON remembered_phones (expires_on);
CREATE INDEX presences_seen ON presences (seen);
CREATE INDEX signals_created_on ON signals (created_on);
CREATE INDEX checkins_devices ON checkins (to_time) WHERE mac_addresses IS NOT NULL;
CREATE INDEX failed_checkins_devices ON failed_checkins (created_on) WHERE mac_addresses IS NOT NULL;
