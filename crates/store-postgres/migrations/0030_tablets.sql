-- Tablets at doors, each by the hash of the secret it carries, and the codes by which they become known.

CREATE TABLE tablets (
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    business_id BIGINT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    last_seen BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE UNIQUE INDEX tablets_hash ON tablets (hash);
CREATE INDEX tablets_location ON tablets (business_id);

CREATE TABLE tablet_codes (
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    business_id BIGINT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    expires_on BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE UNIQUE INDEX tablet_codes_hash ON tablet_codes (hash);
CREATE INDEX tablet_codes_location ON tablet_codes (business_id);
