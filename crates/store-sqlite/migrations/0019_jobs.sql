-- What is done without anybody asking: when it is due, and which node is at it.
CREATE TABLE jobs (
    name TEXT NOT NULL,
    due_on INTEGER,
    holder TEXT,
    held_until INTEGER,
    begun_on INTEGER,
    done_on INTEGER,
    failures INTEGER NOT NULL,
    last_error TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
CREATE UNIQUE INDEX jobs_name ON jobs (name);
