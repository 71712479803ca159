-- Visitors, bookings, and what else a location keeps about who is there.

CREATE TABLE visitors (
    business_id BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    coworker_id BIGINT,
    visitor_source BIGINT NOT NULL,
    host_approval_status BIGINT NOT NULL,
    visitor_code TEXT,
    checked_in_at TEXT,
    notes TEXT,
    customer_notes TEXT,
    visit_reason TEXT,
    company_name TEXT,
    phone_number TEXT,
    expected_arrival BIGINT NOT NULL,
    arrived BOOLEAN NOT NULL,
    arrival_date BIGINT,
    departure_date BIGINT,
    is_tour BOOLEAN NOT NULL,
    has_agreed_terms BOOLEAN NOT NULL,
    tour_confirmed BOOLEAN NOT NULL,
    check_in_now BOOLEAN NOT NULL,
    notified BOOLEAN NOT NULL,
    internal BOOLEAN NOT NULL,
    access_control_scheduled_job_id TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE access_tokens (
    business_id BIGINT NOT NULL,
    access_code TEXT NOT NULL,
    description TEXT,
    minutes_included BIGINT NOT NULL,
    valid_from BIGINT,
    valid_to BIGINT,
    user_limit BIGINT,
    mac_address TEXT,
    booking_guid TEXT,
    visitor_guid TEXT,
    minutes_left BIGINT NOT NULL,
    last_access BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE sensors (
    business_id BIGINT NOT NULL,
    canned_response_id BIGINT,
    name TEXT NOT NULL,
    reference TEXT NOT NULL,
    unit TEXT,
    active BOOLEAN NOT NULL,
    sensor_type BIGINT NOT NULL,
    data_strategy BIGINT NOT NULL,
    payload_data_path TEXT,
    action_trigger_function TEXT,
    value_function TEXT,
    action_send_email_alert BOOLEAN NOT NULL,
    alert_email_address TEXT,
    webhook_url TEXT,
    action_update_desk_availability BOOLEAN NOT NULL,
    action_update_resource_availability BOOLEAN NOT NULL,
    action_update_booking_occupancy BOOLEAN NOT NULL,
    action_send_customer_email_alert BOOLEAN NOT NULL,
    action_booking_start BOOLEAN NOT NULL,
    action_booking_terminate BOOLEAN NOT NULL,
    action_check_in_or_out BOOLEAN NOT NULL,
    action_make_http_request BOOLEAN NOT NULL,
    show_in_now_dashboard BOOLEAN NOT NULL,
    show_in_portal BOOLEAN NOT NULL,
    shared_secret TEXT,
    api_key TEXT,
    username TEXT,
    password TEXT,
    received_data_on BIGINT,
    last_received_value TEXT,
    last_value_triggered_action BOOLEAN,
    battery_level BIGINT,
    network_signal_strength BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE floor_plan_desks (
    floor_plan_id BIGINT NOT NULL,
    floor_plan_name TEXT,
    floor_plan_business_id BIGINT,
    coworker_id BIGINT,
    sensor_id BIGINT,
    name TEXT NOT NULL,
    item_type BIGINT NOT NULL,
    resource_id BIGINT,
    resource_name TEXT,
    size BIGINT NOT NULL,
    size_is_linked_to_area BOOLEAN NOT NULL,
    capacity BIGINT NOT NULL,
    price BIGINT NOT NULL,
    area TEXT,
    notes TEXT,
    available BOOLEAN NOT NULL,
    position_x BIGINT NOT NULL,
    position_y BIGINT NOT NULL,
    position_z BIGINT NOT NULL,
    access_control_group_id TEXT,
    tunnel_private_group_id TEXT,
    available_from_time BIGINT,
    available_to_time BIGINT,
    available_from_time_local BIGINT,
    available_to_time_local BIGINT,
    archilogic_unique_id TEXT,
    floor_plan_layout_asset_unique_id TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE automation_tiles (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    tile_number TEXT,
    action BIGINT NOT NULL,
    action_parameters TEXT,
    enable_geofence BOOLEAN NOT NULL,
    check_customer_in BOOLEAN NOT NULL,
    longitude BIGINT,
    latitude BIGINT,
    geofence_precission BIGINT NOT NULL,
    max_distance_meters BIGINT,
    success_message TEXT,
    error_message TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE automation_tile_audits (
    automation_tile_id BIGINT NOT NULL,
    description TEXT NOT NULL,
    action_by TEXT,
    action BIGINT NOT NULL,
    tile_audit_type BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE business_time_slots (
    business_id BIGINT NOT NULL,
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

CREATE TABLE radius_servers (
    business_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    vendor BIGINT NOT NULL,
    active BOOLEAN NOT NULL,
    description TEXT,
    customer_id TEXT,
    network_id TEXT,
    captive_portal_id TEXT,
    splash_page_id TEXT,
    radius_ip1 TEXT,
    radius_ip2 TEXT,
    account_port BIGINT,
    auth_port BIGINT,
    shared_secret TEXT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE coworker_access_control_audits (
    coworker_id BIGINT NOT NULL,
    description TEXT,
    is_problem BOOLEAN NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE bookings (
    business_id BIGINT,
    resource_id BIGINT NOT NULL,
    resource_name TEXT,
    floor_plan_desk_id BIGINT,
    coworker_id BIGINT,
    extra_service_id BIGINT,
    from_time BIGINT NOT NULL,
    to_time BIGINT NOT NULL,
    notes TEXT,
    internal_notes TEXT,
    purchase_order TEXT,
    discount_code TEXT,
    tentative BOOLEAN NOT NULL,
    online BOOLEAN NOT NULL,
    repeat_series_unique_id TEXT,
    repeat_booking BOOLEAN NOT NULL,
    repeats BIGINT NOT NULL,
    which_bookings_to_update BIGINT NOT NULL,
    repeat_every BIGINT,
    repeat_until BIGINT,
    repeat_on_mondays BOOLEAN NOT NULL,
    repeat_on_tuesdays BOOLEAN NOT NULL,
    repeat_on_wednesdays BOOLEAN NOT NULL,
    repeat_on_thursdays BOOLEAN NOT NULL,
    repeat_on_fridays BOOLEAN NOT NULL,
    repeat_on_saturdays BOOLEAN NOT NULL,
    repeat_on_sundays BOOLEAN NOT NULL,
    override_price BIGINT,
    invoiced BOOLEAN NOT NULL,
    invoice_date BIGINT,
    booking_number BIGINT NOT NULL,
    checked_in_at BIGINT,
    cancel_if_not_paid BOOLEAN NOT NULL,
    cancel_if_not_checked_in BOOLEAN NOT NULL,
    is_event BOOLEAN NOT NULL,
    is_tour BOOLEAN NOT NULL,
    discount_amount BIGINT,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE booking_visitors (
    booking_id BIGINT NOT NULL,
    visitor_id BIGINT NOT NULL,
    id BIGINT NOT NULL PRIMARY KEY,
    updated_on BIGINT NOT NULL,
    created_on BIGINT NOT NULL,
    unique_id TEXT NOT NULL,
    updated_by TEXT,
    system_id TEXT
);

CREATE TABLE automation_tile_desks (
    automation_tile_id BIGINT NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    floor_plan_desk_id BIGINT NOT NULL REFERENCES floor_plan_desks (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, floor_plan_desk_id)
);

CREATE INDEX automation_tile_desks_floor_plan_desk_id ON automation_tile_desks (floor_plan_desk_id, automation_tile_id);

CREATE TABLE automation_tile_tariffs (
    automation_tile_id BIGINT NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    tariff_id BIGINT NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, tariff_id)
);

CREATE INDEX automation_tile_tariffs_tariff_id ON automation_tile_tariffs (tariff_id, automation_tile_id);

CREATE TABLE automation_tile_time_passes (
    automation_tile_id BIGINT NOT NULL REFERENCES automation_tiles (id) ON DELETE CASCADE,
    time_pass_id BIGINT NOT NULL REFERENCES time_passes (id) ON DELETE CASCADE,
    PRIMARY KEY (automation_tile_id, time_pass_id)
);

CREATE INDEX automation_tile_time_passes_time_pass_id ON automation_tile_time_passes (time_pass_id, automation_tile_id);

CREATE TABLE sensor_desks (
    sensor_id BIGINT NOT NULL REFERENCES sensors (id) ON DELETE CASCADE,
    floor_plan_desk_id BIGINT NOT NULL REFERENCES floor_plan_desks (id) ON DELETE CASCADE,
    PRIMARY KEY (sensor_id, floor_plan_desk_id)
);

CREATE INDEX sensor_desks_floor_plan_desk_id ON sensor_desks (floor_plan_desk_id, sensor_id);

ALTER TABLE visitors ADD CONSTRAINT visitors_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE visitors ADD CONSTRAINT visitors_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE access_tokens ADD CONSTRAINT access_tokens_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE sensors ADD CONSTRAINT sensors_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE floor_plan_desks ADD CONSTRAINT floor_plan_desks_floor_plan_business_id_fkey FOREIGN KEY (floor_plan_business_id) REFERENCES businesses (id);
ALTER TABLE floor_plan_desks ADD CONSTRAINT floor_plan_desks_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE floor_plan_desks ADD CONSTRAINT floor_plan_desks_sensor_id_fkey FOREIGN KEY (sensor_id) REFERENCES sensors (id);
ALTER TABLE automation_tiles ADD CONSTRAINT automation_tiles_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE automation_tile_audits ADD CONSTRAINT automation_tile_audits_automation_tile_id_fkey FOREIGN KEY (automation_tile_id) REFERENCES automation_tiles (id) ON DELETE CASCADE;
ALTER TABLE business_time_slots ADD CONSTRAINT business_time_slots_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE radius_servers ADD CONSTRAINT radius_servers_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE coworker_access_control_audits ADD CONSTRAINT coworker_access_control_audits_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_floor_plan_desk_id_fkey FOREIGN KEY (floor_plan_desk_id) REFERENCES floor_plan_desks (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_coworker_id_fkey FOREIGN KEY (coworker_id) REFERENCES coworkers (id);
ALTER TABLE booking_visitors ADD CONSTRAINT booking_visitors_booking_id_fkey FOREIGN KEY (booking_id) REFERENCES bookings (id) ON DELETE CASCADE;
ALTER TABLE booking_visitors ADD CONSTRAINT booking_visitors_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES visitors (id);

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
