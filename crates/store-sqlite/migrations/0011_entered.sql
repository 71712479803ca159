-- When somebody last came in on the visit of a day: a tap right after it is its echo.

ALTER TABLE checkins ADD COLUMN entered_on INTEGER;
