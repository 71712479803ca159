-- Passes that plans give: what each contract brought last, and when it is next to be looked at.
CREATE TABLE issued_sets (
    coworker_contract_id BIGINT NOT NULL REFERENCES coworker_contracts (id) ON DELETE CASCADE,
    tariff_time_pass_id BIGINT NOT NULL,
    period_from BIGINT NOT NULL,
    period_until BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);
-- A set is given once, whoever looks.
CREATE UNIQUE INDEX issued_sets_period ON issued_sets (coworker_contract_id, tariff_time_pass_id, period_from);

-- Plans whose passes were changed, while their contracts are being looked at.
CREATE TABLE reviews (
    tariff_id BIGINT NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    looked_up_to BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

ALTER TABLE coworker_contracts ADD COLUMN passes_due_on BIGINT;
CREATE INDEX coworker_contracts_passes_due ON coworker_contracts (passes_due_on NULLS FIRST, id);
CREATE INDEX coworker_contracts_plan ON coworker_contracts (tariff_id, id);

-- What was sold at the door before there was billing by itself is left to those who bill by hand.
ALTER TABLE coworker_time_passes ADD COLUMN left_to_bill_run BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX coworker_time_passes_to_collect ON coworker_time_passes (is_pay_as_you_go, left_to_bill_run, id);
