-- The tables of the record declarations, and the links between them.

CREATE TABLE countries (
    name TEXT NOT NULL,
    two_digits_code TEXT NOT NULL,
    culture TEXT NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE currencies (
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    format TEXT NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE simple_time_zones (
    name TEXT NOT NULL,
    name_iana TEXT,
    description TEXT NOT NULL,
    time_offset TEXT NOT NULL,
    uses_summer_time INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE businesses (
    name TEXT NOT NULL,
    default_language INTEGER,
    space_website_language_id INTEGER,
    root_location_id INTEGER REFERENCES businesses (id),
    web_address TEXT NOT NULL,
    default_payment_gateway_id INTEGER,
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
    country_id INTEGER NOT NULL REFERENCES countries (id),
    currency_id INTEGER NOT NULL REFERENCES currencies (id),
    simple_time_zone_id INTEGER NOT NULL REFERENCES simple_time_zones (id),
    suspended INTEGER NOT NULL,
    venue_type INTEGER,
    tags TEXT,
    number_of_floors INTEGER,
    floor_space INTEGER,
    floor_space_unit INTEGER,
    longitude INTEGER,
    latitude INTEGER,
    town_city TEXT,
    state TEXT,
    postal_code TEXT,
    street_name TEXT,
    street_number TEXT,
    neighborhood TEXT,
    contact_phone_number TEXT,
    contact_email TEXT,
    monday_open_time INTEGER,
    monday_close_time INTEGER,
    tuesday_open_time INTEGER,
    tuesday_close_time INTEGER,
    wednesday_open_time INTEGER,
    wednesday_close_time INTEGER,
    thursday_open_time INTEGER,
    thursday_close_time INTEGER,
    friday_open_time INTEGER,
    friday_close_time INTEGER,
    saturday_open_time INTEGER,
    saturday_close_time INTEGER,
    sunday_open_time INTEGER,
    sunday_close_time INTEGER,
    monday_closed INTEGER NOT NULL,
    tuesday_closed INTEGER NOT NULL,
    wednesday_closed INTEGER NOT NULL,
    thursday_closed INTEGER NOT NULL,
    friday_closed INTEGER NOT NULL,
    saturday_closed INTEGER NOT NULL,
    sunday_closed INTEGER NOT NULL,
    same_opening_times INTEGER NOT NULL,
    created_by TEXT,
    default_payment_term INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE business_settings (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    value TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE roles (
    name TEXT NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE user_roles (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE users (
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    language INTEGER NOT NULL,
    preferred_language_id INTEGER,
    application_id INTEGER,
    active INTEGER NOT NULL,
    is_admin INTEGER NOT NULL,
    api_access INTEGER NOT NULL,
    validated INTEGER NOT NULL,
    must_reset_password INTEGER NOT NULL,
    last_access INTEGER,
    two_factor_enabled INTEGER NOT NULL,
    default_business_id INTEGER REFERENCES businesses (id),
    invalid_login_attempts INTEGER NOT NULL,
    last_login_attempt INTEGER,
    password_hash TEXT,
    password_changed_on INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE coworkers (
    coworker_type INTEGER NOT NULL,
    full_name TEXT NOT NULL,
    salutation TEXT,
    gender INTEGER NOT NULL,
    email TEXT NOT NULL,
    address TEXT,
    post_code TEXT,
    city_name TEXT,
    state TEXT,
    country_id INTEGER NOT NULL REFERENCES countries (id),
    simple_time_zone_id INTEGER NOT NULL REFERENCES simple_time_zones (id),
    mobile_phone TEXT,
    land_line TEXT,
    date_of_birth INTEGER,
    nick_name TEXT,
    business_area TEXT,
    position TEXT,
    company_name TEXT,
    invoicing_business_id INTEGER REFERENCES businesses (id),
    billing_email TEXT,
    billing_name TEXT,
    billing_address TEXT,
    billing_post_code TEXT,
    billing_city_name TEXT,
    billing_state TEXT,
    billing_country_id INTEGER REFERENCES countries (id),
    billing_simple_time_zone_id INTEGER REFERENCES simple_time_zones (id),
    tax_rate_type INTEGER NOT NULL,
    tax_rate INTEGER,
    tax_id_number TEXT,
    allow_network_checkin INTEGER NOT NULL,
    checkin_since_last_renewal INTEGER NOT NULL,
    minutes_since_last_renewal INTEGER NOT NULL,
    access_card_id TEXT,
    access_pincode TEXT,
    key_fob_number TEXT,
    reference_number TEXT,
    tag TEXT,
    notes TEXT,
    show_alert INTEGER NOT NULL,
    alert_note TEXT,
    user_id INTEGER REFERENCES users (id),
    active INTEGER NOT NULL,
    invoice_due_date_period INTEGER,
    registration_date INTEGER,
    general_terms_accepted INTEGER NOT NULL,
    purchase_order TEXT,
    is_default_profile INTEGER NOT NULL,
    invoice_due_date_day INTEGER,
    monday_attendance INTEGER NOT NULL,
    tuesday_attendance INTEGER NOT NULL,
    wednesday_attendance INTEGER NOT NULL,
    thursday_attendance INTEGER NOT NULL,
    friday_attendance INTEGER NOT NULL,
    saturday_attendance INTEGER NOT NULL,
    sunday_attendance INTEGER NOT NULL,
    longitude INTEGER,
    latitude INTEGER,
    billing_longitude INTEGER,
    billing_latitude INTEGER,
    archived INTEGER NOT NULL,
    last_renewal INTEGER,
    registration_date_local INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE tariffs (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    system_tariff_type INTEGER NOT NULL,
    price INTEGER NOT NULL,
    default_invoicing_day INTEGER,
    visible INTEGER NOT NULL,
    use_time_passes INTEGER NOT NULL,
    description TEXT,
    invoice_line_display_as TEXT,
    sign_up_fee INTEGER,
    currency_id INTEGER NOT NULL REFERENCES currencies (id),
    tax_rate_id INTEGER,
    reduced_tax_rate_id INTEGER,
    exempt_tax_rate_id INTEGER,
    financial_account_id INTEGER,
    terms_and_conditions TEXT,
    cancellation_period INTEGER NOT NULL,
    display_order INTEGER NOT NULL,
    group_name TEXT,
    disable_portal_cancellations INTEGER NOT NULL,
    subscribers_limit INTEGER,
    cancellation_limit_days INTEGER,
    default_contract_term INTEGER,
    cancel_memeber_account_after INTEGER,
    checkin_price_plan_limit INTEGER,
    checkin_month_limit INTEGER,
    checkin_week_limit INTEGER,
    visitor_month_limit INTEGER,
    visitor_week_limit INTEGER,
    visitor_day_limit INTEGER,
    hours_price_plan_limit INTEGER,
    hours_month_limit INTEGER,
    hours_week_limit INTEGER,
    booking_minute_week_limit INTEGER,
    booking_minute_month_limit INTEGER,
    discount_extra_services INTEGER,
    discount_time_passes INTEGER,
    discount_charges INTEGER,
    invoice_every INTEGER NOT NULL,
    invoice_every_weeks INTEGER NOT NULL,
    auto_cancel_after INTEGER,
    advance_invoice_cycles INTEGER,
    prorate_day_of_month INTEGER,
    prorate_days_before INTEGER,
    prorate_cancellations INTEGER NOT NULL,
    charge_and_extend INTEGER,
    exclude_from_invoice INTEGER NOT NULL,
    auto_raise_invoices INTEGER NOT NULL,
    raise_invoice_every INTEGER,
    raise_invoice_every_weeks INTEGER,
    minimum_price INTEGER,
    minimum_price_include_time_passes INTEGER NOT NULL,
    minimum_price_include_extra_services INTEGER NOT NULL,
    minimum_price_include_events INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    starred INTEGER NOT NULL,
    keep_new_accounts_on_hold INTEGER NOT NULL,
    can_be_paused INTEGER NOT NULL,
    pause_yearly_limit INTEGER,
    pause_cycles_limit INTEGER,
    form_page_id INTEGER,
    transfer_products_to_contract INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE teams (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    description TEXT,
    tunnel_private_group_id TEXT,
    create_single_invoice_for_team INTEGER NOT NULL,
    use_special_prices INTEGER NOT NULL,
    paying_member_id INTEGER REFERENCES coworkers (id),
    default_member_tariff_id INTEGER REFERENCES tariffs (id),
    max_team_member_count INTEGER,
    transfer_credits_to_paying_member INTEGER NOT NULL,
    share_time_passes INTEGER NOT NULL,
    share_extra_services INTEGER NOT NULL,
    share_booking_credit INTEGER NOT NULL,
    discount_extra_services INTEGER,
    discount_time_passes INTEGER,
    discount_charges INTEGER,
    discount_tariffs INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE coworker_contracts (
    issued_by_id INTEGER NOT NULL REFERENCES businesses (id),
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    tariff_id INTEGER NOT NULL REFERENCES tariffs (id),
    next_tariff_id INTEGER REFERENCES tariffs (id),
    notes TEXT,
    start_date INTEGER,
    billing_day INTEGER NOT NULL,
    renewal_date INTEGER,
    invoiced_period INTEGER,
    contract_term INTEGER,
    price INTEGER,
    value INTEGER,
    quantity INTEGER NOT NULL,
    active INTEGER NOT NULL,
    main_contract INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    purchase_order TEXT,
    include_signup_fee INTEGER NOT NULL,
    invoice_advanced_cycles INTEGER NOT NULL,
    apply_pro_rating INTEGER NOT NULL,
    next_auto_invoice INTEGER,
    price_plan_terms_accepted INTEGER NOT NULL,
    price_plan_terms_accepted_on INTEGER,
    cancellation_date INTEGER,
    cancellation_limit_days INTEGER,
    pro_rate_cancellation INTEGER NOT NULL,
    cancel_team_contracts INTEGER NOT NULL,
    cancellation_reason INTEGER,
    cancellation_notes TEXT,
    start_date_local INTEGER,
    renewal_date_local INTEGER,
    next_auto_invoice_local INTEGER,
    price_plan_terms_accepted_on_local INTEGER,
    cancellation_date_local INTEGER,
    contract_term_local INTEGER,
    invoiced_period_local INTEGER,
    in_paused_period INTEGER NOT NULL,
    in_paused_period_from INTEGER,
    in_paused_period_until INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE time_passes (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    invoice_line_display_as TEXT,
    price INTEGER NOT NULL,
    minutes_included INTEGER,
    counts_towards_plan_limits INTEGER NOT NULL,
    use_as_pay_as_you_go_for_members INTEGER NOT NULL,
    use_as_pay_as_you_go_for_contacts INTEGER NOT NULL,
    use_priority INTEGER,
    currency_id INTEGER NOT NULL REFERENCES currencies (id),
    tax_rate_id INTEGER,
    reduced_tax_rate_id INTEGER,
    exempt_tax_rate_id INTEGER,
    financial_account_id INTEGER,
    kisi_group_id TEXT,
    door_guard_group_id TEXT,
    access_control_group_id TEXT,
    allow_network_check_in INTEGER NOT NULL,
    only_for_contacts INTEGER NOT NULL,
    only_for_members INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE time_pass_prices (
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    tariff_id INTEGER NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    price INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE time_pass_time_slots (
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL,
    day_of_week INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE tariff_time_passes (
    tariff_id INTEGER NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    passes_included INTEGER NOT NULL,
    pass_renewal_time INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE coworker_time_passes (
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id),
    notes TEXT,
    purchase_order TEXT,
    used INTEGER NOT NULL,
    checked_in INTEGER NOT NULL,
    used_date INTEGER,
    remaining_uses INTEGER,
    total_uses INTEGER,
    free INTEGER NOT NULL,
    price INTEGER,
    create_multiple INTEGER NOT NULL,
    expire_date INTEGER,
    invoiced INTEGER NOT NULL,
    invoice_date INTEGER,
    is_from_tariff INTEGER NOT NULL,
    is_pay_as_you_go INTEGER NOT NULL,
    tariff_time_pass_unique_id TEXT,
    coworker_product_unique_id TEXT,
    coworker_contract_unique_id TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE checkins (
    coworker_id INTEGER REFERENCES coworkers (id),
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    source INTEGER NOT NULL,
    from_time INTEGER NOT NULL,
    to_time INTEGER,
    counts_towards_plan_limits INTEGER NOT NULL,
    coworker_time_pass_guid TEXT,
    auto_checkout INTEGER NOT NULL,
    last_activity INTEGER,
    mac_addresses TEXT,
    teams_at_the_time_of_checkin TEXT,
    tariff_at_the_time_of_checkin TEXT,
    validate_checkin_job_id TEXT,
    from_time_local INTEGER,
    to_time_local INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE failed_checkins (
    coworker_id INTEGER REFERENCES coworkers (id),
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    checkin_attempt_time INTEGER NOT NULL,
    source INTEGER NOT NULL,
    mac_addresses TEXT,
    teams_at_the_time_of_checkin TEXT,
    tariff_at_the_time_of_checkin TEXT,
    description TEXT,
    checkin_attempt_time_local INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE charges (
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    charge_number TEXT,
    quantity INTEGER NOT NULL,
    description TEXT,
    invoice_line_display_as TEXT,
    regular_charge INTEGER NOT NULL,
    discount_amount INTEGER NOT NULL,
    credit_amount INTEGER NOT NULL,
    discount_code TEXT,
    due_date INTEGER,
    total_amount INTEGER NOT NULL,
    purchase_order TEXT,
    tax_rate_id INTEGER,
    financial_account_id INTEGER,
    invoiced INTEGER NOT NULL,
    invoiced_on INTEGER,
    sale_date INTEGER,
    from_team_member INTEGER NOT NULL,
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
    invoice_from_date INTEGER,
    invoice_to_date INTEGER,
    repeat_from INTEGER,
    repeat_until INTEGER,
    coworker_discount_code_unique_id TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE ledger_entries (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    checkin_id INTEGER NOT NULL,
    coworker_time_pass_id INTEGER NOT NULL,
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

CREATE TABLE tokens (
    hash TEXT NOT NULL,
    purpose INTEGER NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    expires_on INTEGER NOT NULL,
    spent_on INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE coworker_businesses (
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    business_id INTEGER NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    PRIMARY KEY (coworker_id, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX coworker_businesses_business_id ON coworker_businesses (business_id, coworker_id);

CREATE TABLE team_administrators (
    team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, coworker_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_administrators_coworker_id ON team_administrators (coworker_id, team_id);

CREATE TABLE team_members (
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id) ON DELETE CASCADE,
    team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (coworker_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_members_team_id ON team_members (team_id, coworker_id);

CREATE TABLE time_pass_businesses (
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    business_id INTEGER NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    PRIMARY KEY (time_pass_id, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX time_pass_businesses_business_id ON time_pass_businesses (business_id, time_pass_id);

CREATE TABLE time_pass_tariffs (
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    tariff_id INTEGER NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    PRIMARY KEY (time_pass_id, tariff_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX time_pass_tariffs_tariff_id ON time_pass_tariffs (tariff_id, time_pass_id);

CREATE TABLE user_businesses (
    business_id INTEGER NOT NULL REFERENCES businesses (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (business_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_businesses_user_id ON user_businesses (user_id, business_id);

CREATE TABLE user_role_roles (
    role_id INTEGER NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    user_role_id INTEGER NOT NULL REFERENCES user_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (role_id, user_role_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_role_roles_user_role_id ON user_role_roles (user_role_id, role_id);

CREATE TABLE user_role_users (
    user_role_id INTEGER NOT NULL REFERENCES user_roles (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (user_role_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_role_users_user_id ON user_role_users (user_id, user_role_id);

