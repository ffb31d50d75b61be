-- Units through time, the catalogue's versions, people, and the audit trail.
-- One text for SQL Server and SQLite: no schema prefix, no generated keys, no clock, ids and time come from the program.

CREATE TABLE unit_version (
    unit_id NVARCHAR(40) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NULL,
    code NVARCHAR(20) NOT NULL,
    name NVARCHAR(200) NOT NULL,
    kind NVARCHAR(20) NOT NULL,
    class NVARCHAR(10) NULL,
    level NVARCHAR(20) NULL,
    ownership NVARCHAR(10) NULL,
    manager NVARCHAR(20) NULL,
    urban_override BIT NULL,
    urban_reason NVARCHAR(400) NULL,
    parent_id NVARCHAR(40) NULL,
    CONSTRAINT pk_unit_version PRIMARY KEY (unit_id, valid_from),
    CONSTRAINT ck_unit_version_dates CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT ck_unit_version_urban CHECK ((urban_override IS NULL AND urban_reason IS NULL) OR (urban_override IS NOT NULL AND urban_reason IS NOT NULL))
);

CREATE UNIQUE INDEX ux_unit_version_code ON unit_version (code, valid_from);
CREATE INDEX ix_unit_version_parent ON unit_version (parent_id);

CREATE TABLE unit_succession (
    unit_id NVARCHAR(40) NOT NULL,
    successor_id NVARCHAR(40) NOT NULL,
    since DATE NOT NULL,
    CONSTRAINT pk_unit_succession PRIMARY KEY (unit_id, successor_id)
);

-- Counts the changes of the register: whoever keeps it in memory sees by one number whether it is still the same.
CREATE TABLE unit_register (
    id INT NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT pk_unit_register PRIMARY KEY (id)
);

INSERT INTO unit_register (id, revision) VALUES (1, 0);

CREATE TABLE catalogue_version (
    version INT NOT NULL,
    title NVARCHAR(200) NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    published_at DATETIME2(3) NOT NULL,
    published_by NVARCHAR(100) NOT NULL,
    reason NVARCHAR(400) NOT NULL,
    CONSTRAINT pk_catalogue_version PRIMARY KEY (version)
);

-- Numbers for element codes, so that the longest table stays narrow. A code keeps its number for ever.
CREATE TABLE data_element (
    element_no INT NOT NULL,
    code NVARCHAR(60) NOT NULL,
    CONSTRAINT pk_data_element PRIMARY KEY (element_no),
    CONSTRAINT uq_data_element_code UNIQUE (code)
);

CREATE TABLE app_user (
    login NVARCHAR(100) NOT NULL,
    display_name NVARCHAR(200) NOT NULL,
    password_hash NVARCHAR(400) NOT NULL,
    must_change_password BIT NOT NULL,
    failed_sign_ins INT NOT NULL,
    failed_since DATETIME2(3) NULL,
    locked_until DATETIME2(3) NULL,
    disabled BIT NOT NULL,
    security_stamp NVARCHAR(40) NOT NULL,
    created_at DATETIME2(3) NOT NULL,
    CONSTRAINT pk_app_user PRIMARY KEY (login)
);

CREATE TABLE user_grant (
    login NVARCHAR(100) NOT NULL,
    role NVARCHAR(40) NOT NULL,
    unit_code NVARCHAR(20) NOT NULL,
    CONSTRAINT pk_user_grant PRIMARY KEY (login, role, unit_code),
    CONSTRAINT fk_user_grant_user FOREIGN KEY (login) REFERENCES app_user (login)
);

CREATE TABLE api_key (
    key_id NVARCHAR(20) NOT NULL,
    key_hash NVARCHAR(64) NOT NULL,
    name NVARCHAR(200) NOT NULL,
    role NVARCHAR(40) NOT NULL,
    unit_code NVARCHAR(20) NOT NULL,
    created_at DATETIME2(3) NOT NULL,
    expires_at DATETIME2(3) NOT NULL,
    revoked_at DATETIME2(3) NULL,
    CONSTRAINT pk_api_key PRIMARY KEY (key_id)
);

-- Each entry's hash covers its content and the hash before it.
CREATE TABLE audit_entry (
    seq BIGINT NOT NULL,
    at DATETIME2(3) NOT NULL,
    actor NVARCHAR(100) NOT NULL,
    action NVARCHAR(60) NOT NULL,
    subject NVARCHAR(200) NOT NULL,
    detail NVARCHAR(2000) NOT NULL,
    previous_hash NVARCHAR(64) NOT NULL,
    hash NVARCHAR(64) NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (seq)
);

-- The end of the chain: one row, updated under the writer's lock, so that two writers cannot fork it.
CREATE TABLE audit_head (
    id INT NOT NULL,
    seq BIGINT NOT NULL,
    hash NVARCHAR(64) NOT NULL,
    CONSTRAINT pk_audit_head PRIMARY KEY (id)
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
