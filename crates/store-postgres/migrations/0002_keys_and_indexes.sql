-- Ids are reserved in blocks by whoever writes.
CREATE TABLE id_blocks (next BIGINT NOT NULL);
INSERT INTO id_blocks (next) VALUES (1414900001);

-- One row of numbers that grow with every change to what nodes keep in memory: the catalogue, and rights.
CREATE TABLE revisions (catalogue BIGINT NOT NULL, access BIGINT NOT NULL);
INSERT INTO revisions (catalogue, access) VALUES (1, 0);

-- The answer to a write that carried an Idempotency-Key, byte for byte.
CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status BIGINT NOT NULL,
    body BYTEA NOT NULL,
    created_on BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_keys_created_on ON idempotency_keys (created_on);

-- One open visit per customer, whatever the race.
CREATE UNIQUE INDEX checkins_open ON checkins (coworker_id) WHERE to_time IS NULL;
CREATE INDEX checkins_customer ON checkins (coworker_id, from_time);
CREATE INDEX checkins_from_time ON checkins (from_time, id);
CREATE INDEX checkins_business ON checkins (business_id, from_time);
CREATE INDEX checkins_pass ON checkins (coworker_time_pass_guid) WHERE coworker_time_pass_guid IS NOT NULL;
CREATE INDEX checkins_updated_on ON checkins (updated_on);
CREATE INDEX failed_checkins_created_on ON failed_checkins (created_on, id);
CREATE INDEX failed_checkins_customer ON failed_checkins (coworker_id);

-- One index for both questions, what is unused and what was used on a day.
CREATE INDEX coworker_time_passes_customer ON coworker_time_passes (coworker_id, used, used_date);
CREATE UNIQUE INDEX coworker_time_passes_unique_id ON coworker_time_passes (unique_id);

CREATE INDEX ledger_entries_visit ON ledger_entries (checkin_id);

CREATE UNIQUE INDEX coworkers_email ON coworkers (lower(email));
CREATE INDEX coworkers_pincode ON coworkers (access_pincode);
CREATE INDEX coworkers_card ON coworkers (access_card_id);
CREATE INDEX coworker_contracts_customer ON coworker_contracts (coworker_id);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE UNIQUE INDEX businesses_web_address ON businesses (lower(web_address));
CREATE UNIQUE INDEX business_settings_name ON business_settings (business_id, lower(name));
CREATE UNIQUE INDEX tokens_hash ON tokens (lower(hash));
CREATE INDEX tokens_user ON tokens (user_id, client_id);
