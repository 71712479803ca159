-- What was told can be read, and asked for again: all of it, of one webhook, or about one record, by when it was made.

ALTER TABLE deliveries ADD COLUMN resent_on INTEGER;

CREATE INDEX deliveries_made ON deliveries (created_on, id);
CREATE INDEX deliveries_told ON deliveries (web_hook_id, created_on, id);
CREATE INDEX deliveries_about ON deliveries (record_id, created_on, id);
