-- Visitors, and what else a location keeps about who is there.

CREATE TABLE visitors (
    business_id BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    coworker_id BIGINT,
    visitor_source BIGINT NOT NULL,
    host_approval_status BIGINT NOT NULL,
    visitor_code TEXT,
    checked_in_at TEXT,
    notes TEXT,
    customer_notes TEXT,
    visit_reason TEXT,
    company_name TEXT,
    phone_number TEXT,
    expected_arrival BIGINT NOT NULL,
    arrived BOOLEAN NOT NULL,
    arrival_date BIGINT,
    departure_date BIGINT,
    is_tour BOOLEAN NOT NULL,
    has_agreed_terms BOOLEAN NOT NULL,
    tour_confirmed BOOLEAN NOT NULL,
    check_in_now BOOLEAN NOT NULL,
    notified BOOLEAN NOT NULL,
    internal BOOLEAN NOT NULL,
    access_control_scheduled_job_id TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE access_tokens (
    business_id BIGINT NOT NULL,
    access_code TEXT NOT NULL,
    description TEXT,
    minutes_included BIGINT NOT NULL,
    valid_from BIGINT,
    valid_to BIGINT,
    user_limit BIGINT,
    mac_address TEXT,
    booking_guid TEXT,
    visitor_guid TEXT,
    minutes_left BIGINT NOT NULL,
    last_access BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

ALTER TABLE visitors ADD CONSTRAINT visitors_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE visitors ADD CONSTRAINT visitors_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE access_tokens ADD CONSTRAINT access_tokens_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);

CREATE INDEX visitors_expected_arrival ON visitors (expected_arrival, id);
CREATE INDEX visitors_business ON visitors (business_id, expected_arrival);
CREATE INDEX visitors_host ON visitors (coworker_id) WHERE coworker_id IS NOT NULL;
CREATE INDEX visitors_code ON visitors (visitor_code) WHERE visitor_code IS NOT NULL;

CREATE UNIQUE INDEX access_tokens_code ON access_tokens (lower(access_code));
CREATE INDEX access_tokens_business ON access_tokens (business_id);
