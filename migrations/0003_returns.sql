-- Returns, their values and findings. Nothing here is corrected in place: a new upload is a new row and takes over is_current.
-- received_at: when the bytes first came, for ever. sent_at: when they last came (a refused file sent again), which decides what is newer.

CREATE TABLE facility_return (
    id BIGINT NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    file_name NVARCHAR(260) NOT NULL,
    source NVARCHAR(20) NOT NULL,
    sender NVARCHAR(100) NOT NULL,
    received_at DATETIME2(3) NOT NULL,
    sent_at DATETIME2(3) NOT NULL,
    state NVARCHAR(12) NOT NULL,
    judged_at DATETIME2(3) NULL,
    unit_id NVARCHAR(40) NULL,
    facility NVARCHAR(40) NULL,
    form NVARCHAR(20) NULL,
    form_version INT NULL,
    catalogue_version INT NULL,
    period NVARCHAR(8) NULL,
    version INT NULL,
    is_current BIT NOT NULL,
    late BIT NULL,
    required_facility NVARCHAR(1000) NULL,
    attempts INT NOT NULL,
    held_by NVARCHAR(60) NULL,
    held_until DATETIME2(3) NULL,
    reviewed_at DATETIME2(3) NULL,
    reviewed_by NVARCHAR(100) NULL,
    note NVARCHAR(1000) NULL,
    CONSTRAINT pk_facility_return PRIMARY KEY (id),
    CONSTRAINT uq_facility_return_file UNIQUE (sha256),
    CONSTRAINT fk_facility_return_file FOREIGN KEY (sha256) REFERENCES stored_file (sha256)
);

CREATE UNIQUE INDEX ux_facility_return_current ON facility_return (unit_id, form, period) WHERE is_current = 1;
CREATE UNIQUE INDEX ux_facility_return_version ON facility_return (unit_id, form, period, version) WHERE version IS NOT NULL;
CREATE INDEX ix_facility_return_period ON facility_return (period, form, is_current);
CREATE INDEX ix_facility_return_owed ON facility_return (state, id);
CREATE INDEX ix_facility_return_facility ON facility_return (facility, id);
CREATE INDEX ix_facility_return_sender ON facility_return (sender, id);

-- What a batch of readings came to, laid here for the length of one transaction so that one UPDATE can carry it over; empty otherwise.
CREATE TABLE return_judgement (
    held_by NVARCHAR(60) NOT NULL,
    return_id BIGINT NOT NULL,
    state NVARCHAR(12) NOT NULL,
    judged_at DATETIME2(3) NOT NULL,
    unit_id NVARCHAR(40) NULL,
    facility NVARCHAR(40) NULL,
    form NVARCHAR(20) NULL,
    form_version INT NULL,
    catalogue_version INT NULL,
    period NVARCHAR(8) NULL,
    version INT NULL,
    is_current BIT NOT NULL,
    late BIT NULL,
    CONSTRAINT pk_return_judgement PRIMARY KEY (held_by, return_id)
);

CREATE TABLE return_finding (
    return_id BIGINT NOT NULL,
    seq INT NOT NULL,
    code NVARCHAR(60) NOT NULL,
    severity NVARCHAR(10) NOT NULL,
    sheet NVARCHAR(40) NULL,
    cell NVARCHAR(12) NULL,
    element NVARCHAR(60) NULL,
    arguments NVARCHAR(2000) NOT NULL,
    CONSTRAINT pk_return_finding PRIMARY KEY (return_id, seq),
    CONSTRAINT fk_return_finding_return FOREIGN KEY (return_id) REFERENCES facility_return (id)
);

-- value: a whole number (count, whole dong, level, 0/1, or yyyymmdd); an absent value has no row.
CREATE TABLE return_value (
    return_id BIGINT NOT NULL,
    element_no INT NOT NULL,
    value BIGINT NOT NULL,
    sheet NVARCHAR(40) NOT NULL,
    cell NVARCHAR(12) NOT NULL,
    text NVARCHAR(400) NOT NULL,
    CONSTRAINT pk_return_value PRIMARY KEY (return_id, element_no),
    CONSTRAINT fk_return_value_return FOREIGN KEY (return_id) REFERENCES facility_return (id)
);

-- The fact that a period's numbers have changed. Marked in the transaction that changes them; taken away by the run that has seen them.
CREATE TABLE period_due (
    period NVARCHAR(8) NOT NULL,
    marked_at DATETIME2(3) NOT NULL,
    mark BIGINT NOT NULL,
    held_by NVARCHAR(60) NULL,
    held_until DATETIME2(3) NULL,
    CONSTRAINT pk_period_due PRIMARY KEY (period)
);
