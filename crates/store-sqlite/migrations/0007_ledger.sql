-- Double entry. What visits took moved from the pass (2) to the visit (3); what was charged is owed (6) and earned (7).
-- What was given back had a sign, and now has its accounts exchanged. Entries outlive whatever they are about.

CREATE TABLE ledger_entries_of_two_accounts (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    coworker_id INTEGER NOT NULL,
    checkin_id INTEGER,
    coworker_time_pass_id INTEGER NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

INSERT INTO ledger_entries_of_two_accounts
SELECT business_id, coworker_id, checkin_id, coworker_time_pass_id,
    CASE WHEN unit = 3 THEN CASE WHEN amount > 0 THEN 6 ELSE 7 END ELSE CASE WHEN amount > 0 THEN 3 ELSE 2 END END,
    CASE WHEN unit = 3 THEN CASE WHEN amount > 0 THEN 7 ELSE 6 END ELSE CASE WHEN amount > 0 THEN 2 ELSE 3 END END,
    unit, ABS(amount), currency, id, updated_on, created_on, unique_id, updated_by, system_id
FROM ledger_entries;

DROP TABLE ledger_entries;
ALTER TABLE ledger_entries_of_two_accounts RENAME TO ledger_entries;
CREATE INDEX ledger_entries_visit ON ledger_entries (checkin_id);

-- Passes that are there open with what their entries do not explain, so that from now on the entries of a pass come
-- to what it holds. Price has four digits after the point, an entry counts minor units.
INSERT INTO ledger_entries (business_id, coworker_id, checkin_id, coworker_time_pass_id, debit, credit, unit, amount,
    currency, id, updated_on, created_on, unique_id, updated_by, system_id)
SELECT business_id, coworker_id, NULL, pass,
    CASE WHEN unit = 3 THEN CASE WHEN rest > 0 THEN 6 ELSE 7 END ELSE CASE WHEN rest > 0 THEN 2 ELSE 1 END END,
    CASE WHEN unit = 3 THEN CASE WHEN rest > 0 THEN 7 ELSE 6 END ELSE CASE WHEN rest > 0 THEN 1 ELSE 2 END END,
    unit, ABS(rest), CASE WHEN unit = 3 THEN currency END,
    (SELECT next FROM id_blocks) + ROW_NUMBER() OVER (ORDER BY pass, unit) - 1,
    unixepoch() * 1000000, unixepoch() * 1000000, lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||
        substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), 'opening', NULL
FROM (
    SELECT pass, unit, COALESCE(MAX(issued_at), MAX(moved_at)) AS business_id,
        COALESCE(MAX(holder), MAX(mover)) AS coworker_id, MAX(currency) AS currency, SUM(amount) AS rest
    FROM (
        SELECT p.id AS pass, 1 AS unit, p.business_id AS issued_at, NULL AS moved_at, p.coworker_id AS holder,
            NULL AS mover, NULL AS currency,
            CASE WHEN COALESCE(p.remaining_uses, p.total_uses) > 0 AND NOT p.is_pay_as_you_go THEN 0 ELSE 1 END
                - CASE WHEN p.used THEN 1 ELSE 0 END AS amount
        FROM coworker_time_passes p
        UNION ALL
        SELECT p.id, 2, p.business_id, NULL, p.coworker_id, NULL, NULL, COALESCE(p.remaining_uses, p.total_uses, 0)
        FROM coworker_time_passes p
        UNION ALL
        SELECT priced.id, 3, priced.business_id, NULL, priced.coworker_id, NULL, priced.code,
            priced.price / priced.scale
                + (priced.price % priced.scale + priced.half * CASE WHEN priced.price < 0 THEN -1 ELSE 1 END) / priced.scale
        FROM (
            SELECT p.id, p.business_id, p.coworker_id, c.code, COALESCE(p.price, 0) AS price,
                CASE WHEN c.code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI',
                    'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 10000
                WHEN c.code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
                WHEN c.code IN ('CLF', 'UYW') THEN 1
                ELSE 100 END AS scale, CASE WHEN c.code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI',
                    'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 10000
                WHEN c.code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
                WHEN c.code IN ('CLF', 'UYW') THEN 1
                ELSE 100 END / 2 AS half
            FROM coworker_time_passes p
            JOIN time_passes t ON t.id = p.time_pass_id
            JOIN currencies c ON c.id = t.currency_id
        ) priced
        UNION ALL
        SELECT e.coworker_time_pass_id, e.unit, NULL, e.business_id, NULL, e.coworker_id, e.currency,
            CASE WHEN e.credit = CASE WHEN e.unit = 3 THEN 6 ELSE 2 END THEN e.amount ELSE -e.amount END
        FROM ledger_entries e
    ) moved
    GROUP BY pass, unit
    HAVING SUM(amount) <> 0
) opened;

UPDATE id_blocks SET next = MAX(next, COALESCE((SELECT MAX(id) + 1 FROM ledger_entries), 0));
