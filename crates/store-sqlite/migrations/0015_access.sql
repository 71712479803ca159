-- Door systems that are told whose access changed: up to when the clock was looked at for them, and where it is looked.
CREATE TABLE access_rounds (
    made_up_to INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
-- There is one; whoever moves it on tells what lies between.
INSERT INTO access_rounds (made_up_to, id, updated_on, created_on, unique_id)
VALUES (0, 1, 0, 0, '00000000-0000-7000-8000-000000000001');

CREATE INDEX bookings_to_time ON bookings (to_time, id);
CREATE INDEX coworker_contracts_start ON coworker_contracts (start_date, id) WHERE start_date IS NOT NULL;
CREATE INDEX coworker_contracts_end ON coworker_contracts (cancellation_date, id) WHERE cancellation_date IS NOT NULL;
CREATE INDEX floor_plan_desks_resource ON floor_plan_desks (resource_id) WHERE resource_id IS NOT NULL;
