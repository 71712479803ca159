-- The numbers of cards and fobs, by which a door finds whose they are: letters and digits alone, in upper case.
CREATE TABLE coworkers_codes (
    row_id BIGINT NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    PRIMARY KEY (code, row_id)
);
CREATE INDEX coworkers_codes_row ON coworkers_codes (row_id);
INSERT INTO coworkers_codes (row_id, code)
SELECT DISTINCT id, code FROM (
    SELECT c.id, upper(regexp_replace(part, '[^[:alnum:]]', '', 'g')) AS code
    FROM coworkers c, regexp_split_to_table(concat_ws(',', c.access_card_id, c.key_fob_number), '[,;|\n]') part
) parts WHERE code <> '';

-- Devices by which customers are known on the Wi-Fi.
CREATE TABLE devices (
    mac TEXT NOT NULL,
    coworker_id BIGINT NOT NULL REFERENCES coworkers (id),
    business_id BIGINT NOT NULL REFERENCES businesses (id),
    registered_on BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    is_random BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
CREATE UNIQUE INDEX devices_mac ON devices (mac);
CREATE INDEX devices_customer ON devices (coworker_id);

-- Refusals of one tap are numbered, so that of two taps that race only one is written down.
ALTER TABLE failed_checkins ADD COLUMN tap TEXT;
ALTER TABLE failed_checkins ADD COLUMN nth_of_tap BIGINT;
CREATE UNIQUE INDEX failed_checkins_tap ON failed_checkins (tap, nth_of_tap) WHERE tap IS NOT NULL;

-- Presence on an access token, and what it took from it.
ALTER TABLE checkins ADD COLUMN access_token_id BIGINT;
ALTER TABLE checkins ADD COLUMN token_minutes BIGINT;
CREATE INDEX checkins_token ON checkins (access_token_id, from_time) WHERE access_token_id IS NOT NULL;

-- The customers of a user who signs in.
CREATE INDEX coworkers_user ON coworkers (user_id) WHERE user_id IS NOT NULL;
