-- The numbers of cards and fobs, by which a door finds whose they are: letters and digits alone, in upper case.
CREATE TABLE coworkers_codes (
    row_id INTEGER NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    PRIMARY KEY (code, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX coworkers_codes_row ON coworkers_codes (row_id);
INSERT OR IGNORE INTO coworkers_codes (row_id, code)
SELECT id, code FROM (
    SELECT c.id, upper(replace(replace(replace(replace(part.value, ':', ''), '-', ''), '.', ''), ' ', '')) AS code
    FROM coworkers c, json_each('[' || replace(replace(replace(json_quote(
        coalesce(c.access_card_id, '') || ',' || coalesce(c.key_fob_number, '')), ';', ','), '|', ','), ',', '","') || ']') part
) WHERE code <> '';

-- Devices by which customers are known on the Wi-Fi.
CREATE TABLE devices (
    mac TEXT NOT NULL,
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    registered_on INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    is_random INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;
CREATE UNIQUE INDEX devices_mac ON devices (mac);
CREATE INDEX devices_customer ON devices (coworker_id);

-- Refusals of one tap are numbered, so that of two taps that race only one is written down.
ALTER TABLE failed_checkins ADD COLUMN tap TEXT;
ALTER TABLE failed_checkins ADD COLUMN nth_of_tap INTEGER;
CREATE UNIQUE INDEX failed_checkins_tap ON failed_checkins (tap, nth_of_tap) WHERE tap IS NOT NULL;

-- Presence on an access token, and what it took from it.
ALTER TABLE checkins ADD COLUMN access_token_id INTEGER;
ALTER TABLE checkins ADD COLUMN token_minutes INTEGER;
CREATE INDEX checkins_token ON checkins (access_token_id, from_time) WHERE access_token_id IS NOT NULL;

-- The customers of a user who signs in.
CREATE INDEX coworkers_user ON coworkers (user_id) WHERE user_id IS NOT NULL;
