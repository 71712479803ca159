-- Visitors, and what else a location keeps about who is there.

CREATE TABLE visitors (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    coworker_id INTEGER REFERENCES coworkers (id),
    visitor_source INTEGER NOT NULL,
    host_approval_status INTEGER NOT NULL,
    visitor_code TEXT,
    checked_in_at TEXT,
    notes TEXT,
    customer_notes TEXT,
    visit_reason TEXT,
    company_name TEXT,
    phone_number TEXT,
    expected_arrival INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    arrival_date INTEGER,
    departure_date INTEGER,
    is_tour INTEGER NOT NULL,
    has_agreed_terms INTEGER NOT NULL,
    tour_confirmed INTEGER NOT NULL,
    check_in_now INTEGER NOT NULL,
    notified INTEGER NOT NULL,
    internal INTEGER NOT NULL,
    access_control_scheduled_job_id TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE access_tokens (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    access_code TEXT NOT NULL,
    description TEXT,
    minutes_included INTEGER NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    user_limit INTEGER,
    mac_address TEXT,
    booking_guid TEXT,
    visitor_guid TEXT,
    minutes_left INTEGER NOT NULL,
    last_access INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE INDEX visitors_expected_arrival ON visitors (expected_arrival, id);
CREATE INDEX visitors_business ON visitors (business_id, expected_arrival);
CREATE INDEX visitors_host ON visitors (coworker_id) WHERE coworker_id IS NOT NULL;
CREATE INDEX visitors_code ON visitors (visitor_code) WHERE visitor_code IS NOT NULL;

CREATE UNIQUE INDEX access_tokens_code ON access_tokens (lower(access_code));
CREATE INDEX access_tokens_business ON access_tokens (business_id);
