-- What doors, the Wi-Fi, tiles and sensors tell, and the witnesses of a visit.
CREATE TABLE doors (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    reference TEXT,
    direction INTEGER NOT NULL,
    active INTEGER NOT NULL,
    description TEXT,
    shared_secret TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
CREATE INDEX doors_business ON doors (business_id, id);
CREATE UNIQUE INDEX doors_unique_id ON doors (unique_id);
-- A controller means one door by it.
CREATE UNIQUE INDEX doors_reference ON doors (business_id, reference);

CREATE TABLE signals (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    origin INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    event_id TEXT,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    coworker_id INTEGER,
    checkin_id INTEGER,
    failed_checkin_id INTEGER,
    outcome INTEGER NOT NULL,
    remark TEXT,
    content TEXT,
    answer TEXT,
    leaves INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
-- An event has one effect, however often it is told.
CREATE UNIQUE INDEX signals_event ON signals (origin, origin_id, event_id);
CREATE INDEX signals_business ON signals (business_id, id);
CREATE INDEX signals_customer ON signals (coworker_id, at);
CREATE INDEX signals_checkin ON signals (checkin_id, id);

ALTER TABLE checkins ADD COLUMN witnesses TEXT;
-- Visits that end by themselves when their device falls silent.
CREATE INDEX checkins_idle ON checkins (auto_checkout, id) WHERE to_time IS NULL;
