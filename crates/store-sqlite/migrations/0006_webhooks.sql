-- Webhooks, and what they are told: one row for each event and webhook, written with the change.

CREATE TABLE web_hooks (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    action INTEGER NOT NULL,
    description TEXT,
    url TEXT NOT NULL,
    active INTEGER NOT NULL,
    last_error TEXT,
    error_count INTEGER,
    last_trigger INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE deliveries (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    web_hook_id INTEGER NOT NULL,
    action INTEGER NOT NULL,
    record TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    payload TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_on INTEGER,
    delivered_on INTEGER,
    last_status INTEGER,
    last_error TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

-- What is next of a webhook, and what must go first in its lane. Deliveries that wait for nothing are in neither.
CREATE INDEX deliveries_due ON deliveries (web_hook_id, due_on, id) WHERE due_on IS NOT NULL;
CREATE INDEX deliveries_lane ON deliveries (web_hook_id, lane, created_on, id) WHERE due_on IS NOT NULL;
