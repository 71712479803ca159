-- Door systems name people by numbers of their own.
CREATE INDEX coworkers_reference_number ON coworkers (reference_number) WHERE reference_number IS NOT NULL;
