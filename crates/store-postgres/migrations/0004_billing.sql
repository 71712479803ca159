-- Selling and billing: what products bring, what was sold, invoices with their lines, and customers' accounts.

CREATE TABLE product_time_passes (
    product_id BIGINT NOT NULL,
    time_pass_id BIGINT NOT NULL,
    passes_included BIGINT NOT NULL,
    expire_time_in_months BIGINT,
    expire_time_in_weeks BIGINT,
    expiration_type BIGINT,
    expires_in BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_invoices (
    coworker_id BIGINT NOT NULL,
    business_id BIGINT NOT NULL,
    invoice_number TEXT,
    payment_reference TEXT,
    bill_to_name TEXT,
    bill_to_address TEXT,
    bill_to_city TEXT,
    bill_to_post_code TEXT,
    bill_to_phone TEXT,
    bill_to_fax TEXT,
    bill_to_state TEXT,
    bill_to_country_id BIGINT,
    bill_to_bank_account TEXT,
    bill_to_tax_id_number TEXT,
    purchase_order TEXT,
    description TEXT,
    discount_amount BIGINT,
    due_date BIGINT,
    invoice_from_date BIGINT,
    invoice_to_date BIGINT,
    total_amount BIGINT NOT NULL,
    paid_amount BIGINT NOT NULL,
    currency_id BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    draft BOOLEAN NOT NULL,
    void BOOLEAN NOT NULL,
    waiting_for_invoice_number BOOLEAN NOT NULL,
    paid BOOLEAN NOT NULL,
    sent BOOLEAN NOT NULL,
    sent_on BIGINT,
    paid_on BIGINT,
    refunded BOOLEAN NOT NULL,
    refunded_on BIGINT,
    credit_note BOOLEAN NOT NULL,
    original_invoice_guid TEXT,
    contract_guid TEXT,
    custom_data TEXT,
    do_not_apply_credit_automatically BOOLEAN NOT NULL,
    received_amount BIGINT,
    credited_amount BIGINT,
    refunded_amount BIGINT,
    due_amount BIGINT NOT NULL,
    has_temporary_invoice_number BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_invoice_lines (
    coworker_invoice_id BIGINT NOT NULL,
    description TEXT,
    display_as TEXT,
    quantity BIGINT NOT NULL,
    sub_total BIGINT NOT NULL,
    tax_amount BIGINT NOT NULL,
    tax_rate BIGINT,
    coworker_time_pass_unique_id TEXT,
    coworker_extra_service_unique_id TEXT,
    event_attendee_unique_id TEXT,
    coworker_extra_service_name TEXT,
    booking_unique_id TEXT,
    coworker_product_unique_id TEXT,
    coworker_contract_unique_id TEXT,
    coworker_charge_unique_id TEXT,
    refunded_amount BIGINT,
    refunded BOOLEAN,
    refunded_on BIGINT,
    sale_date BIGINT,
    discount_code TEXT,
    discount_amount BIGINT,
    credit_amount BIGINT,
    coworker_time_pass_name TEXT,
    coworker_product_name TEXT,
    tariff_name TEXT,
    issued_by_unique_id TEXT,
    position BIGINT,
    is_hidden BOOLEAN,
    purchase_order TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_products (
    coworker_id BIGINT NOT NULL,
    business_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    notes TEXT,
    purchase_order TEXT,
    order_number BIGINT,
    activated BOOLEAN NOT NULL,
    activate_now BOOLEAN NOT NULL,
    invoice_this_coworker BOOLEAN NOT NULL,
    price BIGINT,
    quantity BIGINT NOT NULL,
    regular_charge BOOLEAN NOT NULL,
    repeat_cycle BIGINT NOT NULL,
    repeat_unit BIGINT,
    invoice_on BIGINT,
    repeat_from BIGINT,
    repeat_until BIGINT,
    sale_date BIGINT,
    due_date BIGINT,
    invoiced BOOLEAN NOT NULL,
    invoiced_on BIGINT,
    from_tariff BOOLEAN NOT NULL,
    booking_unique_id TEXT,
    apply_pro_rating BOOLEAN NOT NULL,
    coworker_contract_unique_id TEXT,
    coworker_invoice_id BIGINT,
    teams_at_the_time_of_purchase TEXT,
    credit_amount BIGINT NOT NULL,
    discount_amount BIGINT NOT NULL,
    refundable BOOLEAN NOT NULL,
    total_price BIGINT,
    unit_price BIGINT,
    recurring_total BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_ledger_entries (
    business_id BIGINT NOT NULL,
    coworker_id BIGINT NOT NULL,
    coworker_invoice_id BIGINT,
    description TEXT NOT NULL,
    code TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    payment_gateway_name BIGINT,
    payment_method_number TEXT,
    transaction_date BIGINT,
    balance BIGINT NOT NULL,
    billed BOOLEAN NOT NULL,
    transaction_date_local BIGINT,
    connected_transaction_guid TEXT,
    currency TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

ALTER TABLE product_time_passes ADD CONSTRAINT product_time_passes_time_pass_id_fkey FOREIGN KEY (time_pass_id) REFERENCES time_passes (id) ON DELETE CASCADE;
ALTER TABLE coworker_invoices ADD CONSTRAINT coworker_invoices_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE coworker_invoices ADD CONSTRAINT coworker_invoices_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE coworker_invoices ADD CONSTRAINT coworker_invoices_bill_to_country_id_fkey FOREIGN KEY (bill_to_country_id) REFERENCES countries (id);
ALTER TABLE coworker_invoices ADD CONSTRAINT coworker_invoices_currency_id_fkey FOREIGN KEY (currency_id) REFERENCES currencies (id);
ALTER TABLE coworker_invoice_lines ADD CONSTRAINT coworker_invoice_lines_coworker_invoice_id_fkey FOREIGN KEY (coworker_invoice_id) REFERENCES coworker_invoices (id) ON DELETE CASCADE;
ALTER TABLE coworker_products ADD CONSTRAINT coworker_products_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE coworker_products ADD CONSTRAINT coworker_products_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE coworker_products ADD CONSTRAINT coworker_products_coworker_invoice_id_fkey FOREIGN KEY (coworker_invoice_id) REFERENCES coworker_invoices (id);
ALTER TABLE coworker_ledger_entries ADD CONSTRAINT coworker_ledger_entries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE coworker_ledger_entries ADD CONSTRAINT coworker_ledger_entries_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE coworker_ledger_entries ADD CONSTRAINT coworker_ledger_entries_coworker_invoice_id_fkey FOREIGN KEY (coworker_invoice_id) REFERENCES coworker_invoices (id);

-- A number is given once: to one invoice and one credit note of a location.
CREATE UNIQUE INDEX coworker_invoices_number ON coworker_invoices (business_id, credit_note, lower(invoice_number));
CREATE INDEX coworker_invoices_customer ON coworker_invoices (coworker_id);
CREATE INDEX coworker_invoice_lines_invoice ON coworker_invoice_lines (coworker_invoice_id);
CREATE INDEX coworker_products_customer ON coworker_products (coworker_id);
CREATE INDEX coworker_products_invoice ON coworker_products (coworker_invoice_id);
CREATE INDEX coworker_ledger_entries_account ON coworker_ledger_entries (coworker_id, business_id, id);
CREATE INDEX coworker_ledger_entries_invoice ON coworker_ledger_entries (coworker_invoice_id);
CREATE INDEX product_time_passes_product ON product_time_passes (product_id);
CREATE INDEX charges_customer ON charges (coworker_id);
