-- The unused passes of a customer by when they lapse, those that never do last: an attempt asks for those that had not.

CREATE INDEX coworker_time_passes_unused ON coworker_time_passes (coworker_id, coalesce(expire_date, 9223372036854775807), id)
    WHERE NOT used;
