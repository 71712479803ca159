-- Phones whose owners asked to be remembered at tiles, each by the hash of the secret it carries.

CREATE TABLE remembered_phones (
    hash TEXT NOT NULL,
    coworker_id BIGINT NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    shown TEXT NOT NULL,
    expires_on BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE UNIQUE INDEX remembered_phones_hash ON remembered_phones (hash);
CREATE INDEX remembered_phones_customer ON remembered_phones (coworker_id);
