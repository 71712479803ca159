-- What doors, the Wi-Fi, tiles and sensors tell, and the witnesses of a visit.
CREATE TABLE doors (
    business_id BIGINT NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    reference TEXT,
    direction BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    description TEXT,
    shared_secret TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE INDEX doors_business ON doors (business_id, id);
CREATE UNIQUE INDEX doors_unique_id ON doors (unique_id);
-- A controller means one door by it.
CREATE UNIQUE INDEX doors_reference ON doors (business_id, reference);

CREATE TABLE signals (
    business_id BIGINT NOT NULL REFERENCES businesses (id),
    origin BIGINT NOT NULL,
    origin_id BIGINT NOT NULL,
    event_id TEXT,
    source BIGINT NOT NULL,
    at BIGINT NOT NULL,
    coworker_id BIGINT,
    checkin_id BIGINT,
    failed_checkin_id BIGINT,
    outcome BIGINT NOT NULL,
    remark TEXT,
    content TEXT,
    answer TEXT,
    leaves BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
-- An event has one effect, however often it is told.
CREATE UNIQUE INDEX signals_event ON signals (origin, origin_id, event_id);
CREATE INDEX signals_business ON signals (business_id, id);
CREATE INDEX signals_customer ON signals (coworker_id, at);
CREATE INDEX signals_checkin ON signals (checkin_id, id);

ALTER TABLE checkins ADD COLUMN witnesses TEXT;
-- Visits that end by themselves when their device falls silent.
CREATE INDEX checkins_idle ON checkins (auto_checkout, id) WHERE to_time IS NULL;
