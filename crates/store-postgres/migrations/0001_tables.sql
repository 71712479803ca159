-- The tables of the record declarations, and the links between them.

CREATE TABLE countries (
    name TEXT NOT NULL,
    two_digits_code TEXT NOT NULL,
    culture TEXT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE currencies (
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    format TEXT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE simple_time_zones (
    name TEXT NOT NULL,
    name_iana TEXT,
    description TEXT NOT NULL,
    time_offset TEXT NOT NULL,
    uses_summer_time BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE businesses (
    name TEXT NOT NULL,
    default_language BIGINT,
    space_website_language_id BIGINT,
    root_location_id BIGINT,
    web_address TEXT NOT NULL,
    default_payment_gateway_id BIGINT,
    terms_and_conditions TEXT,
    short_introduction TEXT,
    about_us TEXT,
    quote TEXT,
    privacy_policy_url TEXT,
    cookie_policy_url TEXT,
    web_contact TEXT,
    welcome_email TEXT,
    address TEXT,
    phone TEXT,
    fax TEXT,
    email_contact TEXT,
    country_id BIGINT NOT NULL,
    currency_id BIGINT NOT NULL,
    simple_time_zone_id BIGINT NOT NULL,
    suspended BOOLEAN NOT NULL,
    venue_type BIGINT,
    tags TEXT,
    number_of_floors BIGINT,
    floor_space BIGINT,
    floor_space_unit BIGINT,
    longitude BIGINT,
    latitude BIGINT,
    town_city TEXT,
    state TEXT,
    postal_code TEXT,
    street_name TEXT,
    street_number TEXT,
    neighborhood TEXT,
    contact_phone_number TEXT,
    contact_email TEXT,
    monday_open_time BIGINT,
    monday_close_time BIGINT,
    tuesday_open_time BIGINT,
    tuesday_close_time BIGINT,
    wednesday_open_time BIGINT,
    wednesday_close_time BIGINT,
    thursday_open_time BIGINT,
    thursday_close_time BIGINT,
    friday_open_time BIGINT,
    friday_close_time BIGINT,
    saturday_open_time BIGINT,
    saturday_close_time BIGINT,
    sunday_open_time BIGINT,
    sunday_close_time BIGINT,
    monday_closed BOOLEAN NOT NULL,
    tuesday_closed BOOLEAN NOT NULL,
    wednesday_closed BOOLEAN NOT NULL,
    thursday_closed BOOLEAN NOT NULL,
    friday_closed BOOLEAN NOT NULL,
    saturday_closed BOOLEAN NOT NULL,
    sunday_closed BOOLEAN NOT NULL,
    same_opening_times BOOLEAN NOT NULL,
    created_by TEXT,
    default_payment_term BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE business_settings (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE roles (
    name TEXT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE user_roles (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE users (
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    language BIGINT NOT NULL,
    preferred_language_id BIGINT,
    application_id BIGINT,
    active BOOLEAN NOT NULL,
    is_admin BOOLEAN NOT NULL,
    api_access BOOLEAN NOT NULL,
    validated BOOLEAN NOT NULL,
    must_reset_password BOOLEAN NOT NULL,
    last_access BIGINT,
    two_factor_enabled BOOLEAN NOT NULL,
    default_business_id BIGINT,
    invalid_login_attempts BIGINT NOT NULL,
    last_login_attempt BIGINT,
    password_hash TEXT,
    password_changed_on BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworkers (
    coworker_type BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    salutation TEXT,
    gender BIGINT NOT NULL,
    email TEXT NOT NULL,
    address TEXT,
    post_code TEXT,
    city_name TEXT,
    state TEXT,
    country_id BIGINT NOT NULL,
    simple_time_zone_id BIGINT NOT NULL,
    mobile_phone TEXT,
    land_line TEXT,
    date_of_birth BIGINT,
    nick_name TEXT,
    business_area TEXT,
    position TEXT,
    company_name TEXT,
    invoicing_business_id BIGINT,
    billing_email TEXT,
    billing_name TEXT,
    billing_address TEXT,
    billing_post_code TEXT,
    billing_city_name TEXT,
    billing_state TEXT,
    billing_country_id BIGINT,
    billing_simple_time_zone_id BIGINT,
    tax_rate_type BIGINT NOT NULL,
    tax_rate BIGINT,
    tax_id_number TEXT,
    allow_network_checkin BOOLEAN NOT NULL,
    checkin_since_last_renewal BIGINT NOT NULL,
    minutes_since_last_renewal BIGINT NOT NULL,
    access_card_id TEXT,
    access_pincode TEXT,
    key_fob_number TEXT,
    reference_number TEXT,
    tag TEXT,
    notes TEXT,
    show_alert BOOLEAN NOT NULL,
    alert_note TEXT,
    user_id BIGINT,
    active BOOLEAN NOT NULL,
    invoice_due_date_period BIGINT,
    registration_date BIGINT,
    general_terms_accepted BOOLEAN NOT NULL,
    purchase_order TEXT,
    is_default_profile BOOLEAN NOT NULL,
    invoice_due_date_day BIGINT,
    monday_attendance BIGINT NOT NULL,
    tuesday_attendance BIGINT NOT NULL,
    wednesday_attendance BIGINT NOT NULL,
    thursday_attendance BIGINT NOT NULL,
    friday_attendance BIGINT NOT NULL,
    saturday_attendance BIGINT NOT NULL,
    sunday_attendance BIGINT NOT NULL,
    longitude BIGINT,
    latitude BIGINT,
    billing_longitude BIGINT,
    billing_latitude BIGINT,
    archived BOOLEAN NOT NULL,
    last_renewal BIGINT,
    registration_date_local BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE tariffs (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    system_tariff_type BIGINT NOT NULL,
    price BIGINT NOT NULL,
    default_invoicing_day BIGINT,
    visible BOOLEAN NOT NULL,
    use_time_passes BOOLEAN NOT NULL,
    description TEXT,
    invoice_line_display_as TEXT,
    sign_up_fee BIGINT,
    currency_id BIGINT NOT NULL,
    tax_rate_id BIGINT,
    reduced_tax_rate_id BIGINT,
    exempt_tax_rate_id BIGINT,
    financial_account_id BIGINT,
    terms_and_conditions TEXT,
    cancellation_period BIGINT NOT NULL,
    display_order BIGINT NOT NULL,
    group_name TEXT,
    disable_portal_cancellations BOOLEAN NOT NULL,
    subscribers_limit BIGINT,
    cancellation_limit_days BIGINT,
    default_contract_term BIGINT,
    cancel_memeber_account_after BIGINT,
    checkin_price_plan_limit BIGINT,
    checkin_month_limit BIGINT,
    checkin_week_limit BIGINT,
    visitor_month_limit BIGINT,
    visitor_week_limit BIGINT,
    visitor_day_limit BIGINT,
    hours_price_plan_limit BIGINT,
    hours_month_limit BIGINT,
    hours_week_limit BIGINT,
    booking_minute_week_limit BIGINT,
    booking_minute_month_limit BIGINT,
    discount_extra_services BIGINT,
    discount_time_passes BIGINT,
    discount_charges BIGINT,
    invoice_every BIGINT NOT NULL,
    invoice_every_weeks BIGINT NOT NULL,
    auto_cancel_after BIGINT,
    advance_invoice_cycles BIGINT,
    prorate_day_of_month BIGINT,
    prorate_days_before BIGINT,
    prorate_cancellations BOOLEAN NOT NULL,
    charge_and_extend BIGINT,
    exclude_from_invoice BOOLEAN NOT NULL,
    auto_raise_invoices BOOLEAN NOT NULL,
    raise_invoice_every BIGINT,
    raise_invoice_every_weeks BIGINT,
    minimum_price BIGINT,
    minimum_price_include_time_passes BOOLEAN NOT NULL,
    minimum_price_include_extra_services BOOLEAN NOT NULL,
    minimum_price_include_events BOOLEAN NOT NULL,
    archived BOOLEAN NOT NULL,
    starred BOOLEAN NOT NULL,
    keep_new_accounts_on_hold BOOLEAN NOT NULL,
    can_be_paused BOOLEAN NOT NULL,
    pause_yearly_limit BIGINT,
    pause_cycles_limit BIGINT,
    form_page_id BIGINT,
    transfer_products_to_contract BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE teams (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    tunnel_private_group_id TEXT,
    create_single_invoice_for_team BOOLEAN NOT NULL,
    use_special_prices BOOLEAN NOT NULL,
    paying_member_id BIGINT,
    default_member_tariff_id BIGINT,
    max_team_member_count BIGINT,
    transfer_credits_to_paying_member BOOLEAN NOT NULL,
    share_time_passes BOOLEAN NOT NULL,
    share_extra_services BOOLEAN NOT NULL,
    share_booking_credit BOOLEAN NOT NULL,
    discount_extra_services BIGINT,
    discount_time_passes BIGINT,
    discount_charges BIGINT,
    discount_tariffs BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_contracts (
    issued_by_id BIGINT NOT NULL,
    coworker_id BIGINT NOT NULL,
    tariff_id BIGINT NOT NULL,
    next_tariff_id BIGINT,
    notes TEXT,
    start_date BIGINT,
    billing_day BIGINT NOT NULL,
    renewal_date BIGINT,
    invoiced_period BIGINT,
    contract_term BIGINT,
    price BIGINT,
    value BIGINT,
    quantity BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    main_contract BOOLEAN NOT NULL,
    cancelled BOOLEAN NOT NULL,
    purchase_order TEXT,
    include_signup_fee BOOLEAN NOT NULL,
    invoice_advanced_cycles BOOLEAN NOT NULL,
    apply_pro_rating BOOLEAN NOT NULL,
    next_auto_invoice BIGINT,
    price_plan_terms_accepted BOOLEAN NOT NULL,
    price_plan_terms_accepted_on BIGINT,
    cancellation_date BIGINT,
    cancellation_limit_days BIGINT,
    pro_rate_cancellation BOOLEAN NOT NULL,
    cancel_team_contracts BOOLEAN NOT NULL,
    cancellation_reason BIGINT,
    cancellation_notes TEXT,
    start_date_local BIGINT,
    renewal_date_local BIGINT,
    next_auto_invoice_local BIGINT,
    price_plan_terms_accepted_on_local BIGINT,
    cancellation_date_local BIGINT,
    contract_term_local BIGINT,
    invoiced_period_local BIGINT,
    in_paused_period BOOLEAN NOT NULL,
    in_paused_period_from BIGINT,
    in_paused_period_until BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE time_passes (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    invoice_line_display_as TEXT,
    price BIGINT NOT NULL,
    minutes_included BIGINT,
    counts_towards_plan_limits BOOLEAN NOT NULL,
    use_as_pay_as_you_go_for_members BOOLEAN NOT NULL,
    use_as_pay_as_you_go_for_contacts BOOLEAN NOT NULL,
    use_priority BIGINT,
    currency_id BIGINT NOT NULL,
    tax_rate_id BIGINT,
    reduced_tax_rate_id BIGINT,
    exempt_tax_rate_id BIGINT,
    financial_account_id BIGINT,
    kisi_group_id TEXT,
    door_guard_group_id TEXT,
    access_control_group_id TEXT,
    allow_network_check_in BOOLEAN NOT NULL,
    only_for_contacts BOOLEAN NOT NULL,
    only_for_members BOOLEAN NOT NULL,
    archived BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE time_pass_prices (
    time_pass_id BIGINT NOT NULL,
    tariff_id BIGINT NOT NULL,
    price BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE time_pass_time_slots (
    time_pass_id BIGINT NOT NULL,
    from_time BIGINT NOT NULL,
    to_time BIGINT NOT NULL,
    day_of_week BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE tariff_time_passes (
    tariff_id BIGINT NOT NULL,
    time_pass_id BIGINT NOT NULL,
    passes_included BIGINT NOT NULL,
    pass_renewal_time BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_time_passes (
    coworker_id BIGINT NOT NULL,
    business_id BIGINT NOT NULL,
    time_pass_id BIGINT NOT NULL,
    notes TEXT,
    purchase_order TEXT,
    used BOOLEAN NOT NULL,
    checked_in BOOLEAN NOT NULL,
    used_date BIGINT,
    remaining_uses BIGINT,
    total_uses BIGINT,
    free BOOLEAN NOT NULL,
    price BIGINT,
    create_multiple BIGINT NOT NULL,
    expire_date BIGINT,
    invoiced BOOLEAN NOT NULL,
    invoice_date BIGINT,
    is_from_tariff BOOLEAN NOT NULL,
    is_pay_as_you_go BOOLEAN NOT NULL,
    tariff_time_pass_unique_id TEXT,
    coworker_product_unique_id TEXT,
    coworker_contract_unique_id TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE checkins (
    coworker_id BIGINT,
    business_id BIGINT NOT NULL,
    source BIGINT NOT NULL,
    from_time BIGINT NOT NULL,
    to_time BIGINT,
    counts_towards_plan_limits BOOLEAN NOT NULL,
    coworker_time_pass_guid TEXT,
    auto_checkout BOOLEAN NOT NULL,
    last_activity BIGINT,
    mac_addresses TEXT,
    teams_at_the_time_of_checkin TEXT,
    tariff_at_the_time_of_checkin TEXT,
    validate_checkin_job_id TEXT,
    from_time_local BIGINT,
    to_time_local BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE failed_checkins (
    coworker_id BIGINT,
    business_id BIGINT NOT NULL,
    checkin_attempt_time BIGINT NOT NULL,
    source BIGINT NOT NULL,
    mac_addresses TEXT,
    teams_at_the_time_of_checkin TEXT,
    tariff_at_the_time_of_checkin TEXT,
    description TEXT,
    checkin_attempt_time_local BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE charges (
    coworker_id BIGINT NOT NULL,
    business_id BIGINT NOT NULL,
    charge_number TEXT,
    quantity BIGINT NOT NULL,
    description TEXT,
    invoice_line_display_as TEXT,
    regular_charge BOOLEAN NOT NULL,
    discount_amount BIGINT NOT NULL,
    credit_amount BIGINT NOT NULL,
    discount_code TEXT,
    due_date BIGINT,
    total_amount BIGINT NOT NULL,
    purchase_order TEXT,
    tax_rate_id BIGINT,
    financial_account_id BIGINT,
    invoiced BOOLEAN NOT NULL,
    invoiced_on BIGINT,
    sale_date BIGINT,
    from_team_member BOOLEAN NOT NULL,
    coworker_extra_service_name TEXT,
    coworker_time_pass_name TEXT,
    coworker_product_name TEXT,
    tariff_name TEXT,
    coworker_product_unique_id TEXT,
    booking_unique_id TEXT,
    coworker_contract_unique_id TEXT,
    coworker_extra_service_unique_id TEXT,
    extra_service_unique_id TEXT,
    coworker_time_pass_unique_id TEXT,
    coworker_charge_unique_id TEXT,
    event_attendee_unique_id TEXT,
    invoice_from_date BIGINT,
    invoice_to_date BIGINT,
    repeat_from BIGINT,
    repeat_until BIGINT,
    coworker_discount_code_unique_id TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE ledger_entries (
    business_id BIGINT NOT NULL,
    coworker_id BIGINT NOT NULL,
    checkin_id BIGINT NOT NULL,
    coworker_time_pass_id BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE tokens (
    hash TEXT NOT NULL,
    purpose BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    client_id TEXT NOT NULL,
    expires_on BIGINT NOT NULL,
    spent_on BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_businesses (
    coworker_id BIGINT NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    business_id BIGINT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    PRIMARY KEY (coworker_id, business_id)
);

CREATE INDEX coworker_businesses_business_id ON coworker_businesses (business_id, coworker_id);

CREATE TABLE team_administrators (
    team_id BIGINT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    coworker_id BIGINT NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, coworker_id)
);

CREATE INDEX team_administrators_coworker_id ON team_administrators (coworker_id, team_id);

CREATE TABLE team_members (
    coworker_id BIGINT NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    team_id BIGINT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (coworker_id, team_id)
);

CREATE INDEX team_members_team_id ON team_members (team_id, coworker_id);

CREATE TABLE time_pass_businesses (
    time_pass_id BIGINT NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    business_id BIGINT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    PRIMARY KEY (time_pass_id, business_id)
);

CREATE INDEX time_pass_businesses_business_id ON time_pass_businesses (business_id, time_pass_id);

CREATE TABLE time_pass_tariffs (
    time_pass_id BIGINT NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    tariff_id BIGINT NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    PRIMARY KEY (time_pass_id, tariff_id)
);

CREATE INDEX time_pass_tariffs_tariff_id ON time_pass_tariffs (tariff_id, time_pass_id);

CREATE TABLE user_businesses (
    business_id BIGINT NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (business_id, user_id)
);

CREATE INDEX user_businesses_user_id ON user_businesses (user_id, business_id);

CREATE TABLE user_role_roles (
    role_id BIGINT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    user_role_id BIGINT NOT NULL REFERENCES user_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (role_id, user_role_id)
);

CREATE INDEX user_role_roles_user_role_id ON user_role_roles (user_role_id, role_id);

CREATE TABLE user_role_users (
    user_role_id BIGINT NOT NULL REFERENCES user_roles (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_role_id, user_id)
);

CREATE INDEX user_role_users_user_id ON user_role_users (user_id, user_role_id);

ALTER TABLE businesses ADD CONSTRAINT businesses_root_location_id_fkey FOREIGN KEY (root_location_id) REFERENCES businesses (id);
ALTER TABLE businesses ADD CONSTRAINT businesses_country_id_fkey FOREIGN KEY (country_id) REFERENCES countries (id);
ALTER TABLE businesses ADD CONSTRAINT businesses_currency_id_fkey FOREIGN KEY (currency_id) REFERENCES currencies (id);
ALTER TABLE businesses ADD CONSTRAINT businesses_simple_time_zone_id_fkey FOREIGN KEY (simple_time_zone_id) REFERENCES simple_time_zones (id);
ALTER TABLE business_settings ADD CONSTRAINT business_settings_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE user_roles ADD CONSTRAINT user_roles_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE users ADD CONSTRAINT users_default_business_id_fkey FOREIGN KEY (default_business_id) REFERENCES businesses (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_country_id_fkey FOREIGN KEY (country_id) REFERENCES countries (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_simple_time_zone_id_fkey FOREIGN KEY (simple_time_zone_id) REFERENCES simple_time_zones (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_invoicing_business_id_fkey FOREIGN KEY (invoicing_business_id) REFERENCES businesses (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_billing_country_id_fkey FOREIGN KEY (billing_country_id) REFERENCES countries (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_billing_simple_time_zone_id_fkey FOREIGN KEY (billing_simple_time_zone_id) REFERENCES simple_time_zones (id);
ALTER TABLE coworkers ADD CONSTRAINT coworkers_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE tariffs ADD CONSTRAINT tariffs_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE tariffs ADD CONSTRAINT tariffs_currency_id_fkey FOREIGN KEY (currency_id) REFERENCES currencies (id);
ALTER TABLE teams ADD CONSTRAINT teams_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE teams ADD CONSTRAINT teams_paying_member_id_fkey FOREIGN KEY (paying_member_id) REFERENCES coworkers (id);
ALTER TABLE teams ADD CONSTRAINT teams_default_member_tariff_id_fkey FOREIGN KEY (default_member_tariff_id) REFERENCES tariffs (id);
ALTER TABLE coworker_contracts ADD CONSTRAINT coworker_contracts_issued_by_id_fkey FOREIGN KEY (issued_by_id) REFERENCES businesses (id);
ALTER TABLE coworker_contracts ADD CONSTRAINT coworker_contracts_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE coworker_contracts ADD CONSTRAINT coworker_contracts_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES tariffs (id);
ALTER TABLE coworker_contracts ADD CONSTRAINT coworker_contracts_next_tariff_id_fkey FOREIGN KEY (next_tariff_id) REFERENCES tariffs (id);
ALTER TABLE time_passes ADD CONSTRAINT time_passes_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE time_passes ADD CONSTRAINT time_passes_currency_id_fkey FOREIGN KEY (currency_id) REFERENCES currencies (id);
ALTER TABLE time_pass_prices ADD CONSTRAINT time_pass_prices_time_pass_id_fkey FOREIGN KEY (time_pass_id) REFERENCES time_passes (id) ON DELETE CASCADE;
ALTER TABLE time_pass_prices ADD CONSTRAINT time_pass_prices_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES tariffs (id) ON DELETE CASCADE;
ALTER TABLE time_pass_time_slots ADD CONSTRAINT time_pass_time_slots_time_pass_id_fkey FOREIGN KEY (time_pass_id) REFERENCES time_passes (id) ON DELETE CASCADE;
ALTER TABLE tariff_time_passes ADD CONSTRAINT tariff_time_passes_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES tariffs (id) ON DELETE CASCADE;
ALTER TABLE tariff_time_passes ADD CONSTRAINT tariff_time_passes_time_pass_id_fkey FOREIGN KEY (time_pass_id) REFERENCES time_passes (id) ON DELETE CASCADE;
ALTER TABLE coworker_time_passes ADD CONSTRAINT coworker_time_passes_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE coworker_time_passes ADD CONSTRAINT coworker_time_passes_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE coworker_time_passes ADD CONSTRAINT coworker_time_passes_time_pass_id_fkey FOREIGN KEY (time_pass_id) REFERENCES time_passes (id);
ALTER TABLE checkins ADD CONSTRAINT checkins_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE checkins ADD CONSTRAINT checkins_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE failed_checkins ADD CONSTRAINT failed_checkins_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE failed_checkins ADD CONSTRAINT failed_checkins_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE charges ADD CONSTRAINT charges_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE charges ADD CONSTRAINT charges_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE tokens ADD CONSTRAINT tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;
