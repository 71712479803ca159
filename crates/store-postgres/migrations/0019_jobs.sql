-- What is done without anybody asking: when it is due, and which node is at it.
CREATE TABLE jobs (
    name TEXT NOT NULL,
    due_on BIGINT,
    holder TEXT,
    held_until BIGINT,
    begun_on BIGINT,
    done_on BIGINT,
    failures BIGINT NOT NULL,
    last_error TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE UNIQUE INDEX jobs_name ON jobs (name);
