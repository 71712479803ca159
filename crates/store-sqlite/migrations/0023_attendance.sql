-- Who came and went, counted from an index. The one over location and arrival, which every check-in writes anyway, takes
-- in what is counted, so that a check-in writes no more entries than before: this one is longer, and still comes at
-- the end of those of its location. A departure now touches it too, on the page on which it came in that day. The id keeps
-- lists by arrival in order without sorting.
DROP INDEX checkins_business;
CREATE INDEX checkins_business ON checkins (
    business_id, from_time, id, to_time, coworker_id, source, tariff_at_the_time_of_checkin, teams_at_the_time_of_checkin
);

-- What reaches into a window began at most a day before it, or else is one of these: hardly any visit is ever in here.
CREATE INDEX checkins_long ON checkins (business_id, to_time) WHERE to_time - from_time > 86400000000;

-- Visitors who are there.
CREATE INDEX visitors_inside ON visitors (business_id, arrival_date) WHERE arrived AND departure_date IS NULL;
