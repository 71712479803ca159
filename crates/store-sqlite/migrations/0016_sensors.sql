-- Sensors that check people in: where in what they send stands what, and how long somebody must be seen.
ALTER TABLE sensors ADD COLUMN person_data_path TEXT;
ALTER TABLE sensors ADD COLUMN time_data_path TEXT;
ALTER TABLE sensors ADD COLUMN battery_data_path TEXT;
ALTER TABLE sensors ADD COLUMN dwell_seconds INTEGER;

-- Whom a sensor sees, and since when.
CREATE TABLE presences (
    sensor_id INTEGER NOT NULL REFERENCES sensors (id) ON DELETE CASCADE,
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
-- One presence of each customer at a sensor, whichever node hears of it.
CREATE UNIQUE INDEX presences_sensor ON presences (sensor_id, coworker_id);
CREATE INDEX presences_customer ON presences (coworker_id);
CREATE INDEX sensors_reference ON sensors (business_id, reference);
