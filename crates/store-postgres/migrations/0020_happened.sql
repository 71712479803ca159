-- What happened at locations, in the order of commits, for whoever follows it. No foreign keys: it outlives what it tells of.
CREATE TABLE happened (
    kind BIGINT NOT NULL,
    at BIGINT NOT NULL,
    business_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    coworker_id BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

-- The number of the last of them. Whoever writes more moves it on, last before the commit.
CREATE TABLE happened_head (id BIGINT NOT NULL);
INSERT INTO happened_head (id) VALUES (0);
