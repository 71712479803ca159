-- What happened at locations, in the order of commits, for whoever follows it. No foreign keys: it outlives what it tells of.
CREATE TABLE happened (
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    business_id INTEGER NOT NULL,
    record_id INTEGER NOT NULL,
    coworker_id INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

-- The number of the last of them. Whoever writes more moves it on, last before the commit.
CREATE TABLE happened_head (id INTEGER NOT NULL) STRICT;
INSERT INTO happened_head (id) VALUES (0);
