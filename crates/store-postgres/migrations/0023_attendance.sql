-- Who came and went, counted from an index. The one over location and arrival, which every check-in writes anyway, takes
-- in what is counted, so that a check-in writes no more entries than before. A departure wrote a new entry into it
-- already, since other indexes ask whether a visit is open. The names of plans and teams stay outside: an entry holds at
-- most 2,700 bytes, and no check-in may fail for a long list of teams. They are read from the table, where the visits of
-- some weeks lie side by side.
DROP INDEX checkins_business;
CREATE INDEX checkins_business ON checkins (business_id, from_time) INCLUDE (to_time, coworker_id, source);

-- What reaches into a window began at most a day before it, or else is one of these: hardly any visit is ever in here.
CREATE INDEX checkins_long ON checkins (business_id, to_time) WHERE to_time - from_time > 86400000000;

-- Visitors who are there.
CREATE INDEX visitors_inside ON visitors (business_id, arrival_date) WHERE arrived AND departure_date IS NULL;
