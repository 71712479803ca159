-- Webhooks, and what they are told: one row for each event and webhook, written with the change.

CREATE TABLE web_hooks (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    action BIGINT NOT NULL,
    description TEXT,
    url TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    last_error TEXT,
    error_count BIGINT,
    last_trigger BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE deliveries (
    business_id BIGINT NOT NULL,
    web_hook_id BIGINT NOT NULL,
    action BIGINT NOT NULL,
    record TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    payload TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_on BIGINT,
    delivered_on BIGINT,
    last_status BIGINT,
    last_error TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

ALTER TABLE web_hooks ADD CONSTRAINT web_hooks_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE deliveries ADD CONSTRAINT deliveries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);

-- What is next of a webhook, and what must go first in its lane. Deliveries that wait for nothing are in neither.
CREATE INDEX deliveries_due ON deliveries (web_hook_id, due_on, id) WHERE due_on IS NOT NULL;
CREATE INDEX deliveries_lane ON deliveries (web_hook_id, lane, created_on, id) WHERE due_on IS NOT NULL;
