-- Visitors, bookings, and what else a location keeps about who is there.

CREATE TABLE visitors (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    coworker_id INTEGER REFERENCES coworkers (id),
    visitor_source INTEGER NOT NULL,
    host_approval_status INTEGER NOT NULL,
    visitor_code TEXT,
    checked_in_at TEXT,
    notes TEXT,
    customer_notes TEXT,
    visit_reason TEXT,
    company_name TEXT,
    phone_number TEXT,
    expected_arrival INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    arrival_date INTEGER,
    departure_date INTEGER,
    is_tour INTEGER NOT NULL,
    has_agreed_terms INTEGER NOT NULL,
    tour_confirmed INTEGER NOT NULL,
    check_in_now INTEGER NOT NULL,
    notified INTEGER NOT NULL,
    internal INTEGER NOT NULL,
    access_control_scheduled_job_id TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE access_tokens (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    access_code TEXT NOT NULL,
    description TEXT,
    minutes_included INTEGER NOT NULL,
    valid_from INTEGER,
    valid_to INTEGER,
    user_limit INTEGER,
    mac_address TEXT,
    booking_guid TEXT,
    visitor_guid TEXT,
    minutes_left INTEGER NOT NULL,
    last_access INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE sensors (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    canned_response_id INTEGER,
    name TEXT NOT NULL,
    reference TEXT NOT NULL,
    unit TEXT,
    active INTEGER NOT NULL,
    sensor_type INTEGER NOT NULL,
    data_strategy INTEGER NOT NULL,
    payload_data_path TEXT,
    action_trigger_function TEXT,
    value_function TEXT,
    action_send_email_alert INTEGER NOT NULL,
    alert_email_address TEXT,
    webhook_url TEXT,
    action_update_desk_availability INTEGER NOT NULL,
    action_update_resource_availability INTEGER NOT NULL,
    action_update_booking_occupancy INTEGER NOT NULL,
    action_send_customer_email_alert INTEGER NOT NULL,
    action_booking_start INTEGER NOT NULL,
    action_booking_terminate INTEGER NOT NULL,
    action_check_in_or_out INTEGER NOT NULL,
    action_make_http_request INTEGER NOT NULL,
    show_in_now_dashboard INTEGER NOT NULL,
    show_in_portal INTEGER NOT NULL,
    shared_secret TEXT,
    api_key TEXT,
    username TEXT,
    password TEXT,
    received_data_on INTEGER,
    last_received_value TEXT,
    last_value_triggered_action INTEGER,
    battery_level INTEGER,
    network_signal_strength INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE floor_plan_desks (
    floor_plan_id INTEGER NOT NULL,
    floor_plan_name TEXT,
    floor_plan_business_id INTEGER REFERENCES businesses (id),
    coworker_id INTEGER REFERENCES coworkers (id),
    sensor_id INTEGER REFERENCES sensors (id),
    name TEXT NOT NULL,
    item_type INTEGER NOT NULL,
    resource_id INTEGER,
    resource_name TEXT,
    size INTEGER NOT NULL,
    size_is_linked_to_area INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    area TEXT,
    notes TEXT,
    available INTEGER NOT NULL,
    position_x INTEGER NOT NULL,
    position_y INTEGER NOT NULL,
    position_z INTEGER NOT NULL,
    access_control_group_id TEXT,
    tunnel_private_group_id TEXT,
    available_from_time INTEGER,
    available_to_time INTEGER,
    available_from_time_local INTEGER,
    available_to_time_local INTEGER,
    archilogic_unique_id TEXT,
    floor_plan_layout_asset_unique_id TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE automation_tiles (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    tile_number TEXT,
    action INTEGER NOT NULL,
    action_parameters TEXT,
    enable_geofence INTEGER NOT NULL,
    check_customer_in INTEGER NOT NULL,
    longitude INTEGER,
    latitude INTEGER,
    geofence_precission INTEGER NOT NULL,
    max_distance_meters INTEGER,
    success_message TEXT,
    error_message TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE automation_tile_audits (
    automation_tile_id INTEGER NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    description TEXT NOT NULL,
    action_by TEXT,
    action INTEGER NOT NULL,
    tile_audit_type INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE business_time_slots (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
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

CREATE TABLE radius_servers (
    business_id INTEGER NOT NULL REFERENCES businesses (id),
    name TEXT NOT NULL,
    vendor INTEGER NOT NULL,
    active INTEGER NOT NULL,
    description TEXT,
    customer_id TEXT,
    network_id TEXT,
    captive_portal_id TEXT,
    splash_page_id TEXT,
    radius_ip1 TEXT,
    radius_ip2 TEXT,
    account_port INTEGER,
    auth_port INTEGER,
    shared_secret TEXT,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE coworker_access_control_audits (
    coworker_id INTEGER NOT NULL REFERENCES coworkers (id),
    description TEXT,
    is_problem INTEGER NOT NULL,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE bookings (
    business_id INTEGER REFERENCES businesses (id),
    resource_id INTEGER NOT NULL,
    resource_name TEXT,
    floor_plan_desk_id INTEGER REFERENCES floor_plan_desks (id),
    coworker_id INTEGER REFERENCES coworkers (id),
    extra_service_id INTEGER,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL,
    notes TEXT,
    internal_notes TEXT,
    purchase_order TEXT,
    discount_code TEXT,
    tentative INTEGER NOT NULL,
    online INTEGER NOT NULL,
    repeat_series_unique_id TEXT,
    repeat_booking INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    which_bookings_to_update INTEGER NOT NULL,
    repeat_every INTEGER,
    repeat_until INTEGER,
    repeat_on_mondays INTEGER NOT NULL,
    repeat_on_tuesdays INTEGER NOT NULL,
    repeat_on_wednesdays INTEGER NOT NULL,
    repeat_on_thursdays INTEGER NOT NULL,
    repeat_on_fridays INTEGER NOT NULL,
    repeat_on_saturdays INTEGER NOT NULL,
    repeat_on_sundays INTEGER NOT NULL,
    override_price INTEGER,
    invoiced INTEGER NOT NULL,
    invoice_date INTEGER,
    booking_number INTEGER NOT NULL,
    checked_in_at INTEGER,
    cancel_if_not_paid INTEGER NOT NULL,
    cancel_if_not_checked_in INTEGER NOT NULL,
    is_event INTEGER NOT NULL,
    is_tour INTEGER NOT NULL,
    discount_amount INTEGER,
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE booking_visitors (
    booking_id INTEGER NOT NULL REFERENCES bookings (id) ON DELETE CASCADE,
    visitor_id INTEGER NOT NULL REFERENCES visitors (id),
    id INTEGER NOT NULL PRIMARY KEY,
    updated_on INTEGER NOT NULL,
    created_on INTEGER NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
) STRICT;

CREATE TABLE automation_tile_desks (
    automation_tile_id INTEGER NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    floor_plan_desk_id INTEGER NOT NULL REFERENCES floor_plan_desks (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, floor_plan_desk_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX automation_tile_desks_floor_plan_desk_id ON automation_tile_desks (floor_plan_desk_id, automation_tile_id);

CREATE TABLE automation_tile_tariffs (
    automation_tile_id INTEGER NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    tariff_id INTEGER NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, tariff_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX automation_tile_tariffs_tariff_id ON automation_tile_tariffs (tariff_id, automation_tile_id);

CREATE TABLE automation_tile_time_passes (
    automation_tile_id INTEGER NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    time_pass_id INTEGER NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, time_pass_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX automation_tile_time_passes_time_pass_id ON automation_tile_time_passes (time_pass_id, automation_tile_id);

CREATE TABLE sensor_desks (
    sensor_id INTEGER NOT NULL REFERENCES sensors (id) ON DELETE CASCADE,
    floor_plan_desk_id INTEGER NOT NULL REFERENCES floor_plan_desks (id) ON DELETE CASCADE,
    PRIMARY KEY (sensor_id, floor_plan_desk_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sensor_desks_floor_plan_desk_id ON sensor_desks (floor_plan_desk_id, sensor_id);

CREATE INDEX visitors_expected_arrival ON visitors (expected_arrival, id);
CREATE INDEX visitors_business ON visitors (business_id, expected_arrival);
CREATE INDEX visitors_host ON visitors (coworker_id) WHERE coworker_id IS NOT NULL;
CREATE INDEX visitors_code ON visitors (visitor_code) WHERE visitor_code IS NOT NULL;

CREATE UNIQUE INDEX access_tokens_code ON access_tokens (lower(access_code));
CREATE INDEX access_tokens_business ON access_tokens (business_id);

CREATE INDEX sensors_business ON sensors (business_id);
CREATE INDEX floor_plan_desks_business ON floor_plan_desks (floor_plan_business_id);
CREATE INDEX floor_plan_desks_plan ON floor_plan_desks (floor_plan_id);
CREATE INDEX floor_plan_desks_customer ON floor_plan_desks (coworker_id) WHERE coworker_id IS NOT NULL;
CREATE INDEX floor_plan_desks_sensor ON floor_plan_desks (sensor_id) WHERE sensor_id IS NOT NULL;
CREATE UNIQUE INDEX automation_tiles_number ON automation_tiles (lower(tile_number));
CREATE INDEX automation_tiles_business ON automation_tiles (business_id);
CREATE INDEX automation_tile_audits_tile ON automation_tile_audits (automation_tile_id, id);
CREATE INDEX business_time_slots_business ON business_time_slots (business_id);
CREATE INDEX radius_servers_business ON radius_servers (business_id);
CREATE INDEX coworker_access_control_audits_customer ON coworker_access_control_audits (coworker_id, id);

CREATE INDEX bookings_from_time ON bookings (from_time, id);
CREATE INDEX bookings_business ON bookings (business_id, from_time);
CREATE INDEX bookings_resource ON bookings (resource_id, from_time);
CREATE INDEX bookings_customer ON bookings (coworker_id, from_time) WHERE coworker_id IS NOT NULL;
CREATE INDEX bookings_desk ON bookings (floor_plan_desk_id) WHERE floor_plan_desk_id IS NOT NULL;
CREATE INDEX booking_visitors_booking ON booking_visitors (booking_id);
CREATE INDEX booking_visitors_visitor ON booking_visitors (visitor_id);
