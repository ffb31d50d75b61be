-- Runs and the reports made from them. A run is never changed; which one is current is a pointer.

CREATE TABLE score_run (
    id BIGINT NOT NULL,
    period NVARCHAR(8) NOT NULL,
    catalogue_version INT NOT NULL,
    target_set NVARCHAR(40) NOT NULL,
    geography DATE NOT NULL,
    as_known_at DATETIME2(3) NULL,
    options NVARCHAR(1000) NOT NULL,
    engine NVARCHAR(20) NOT NULL,
    inputs_hash NVARCHAR(64) NOT NULL,
    hash NVARCHAR(64) NOT NULL,
    name NVARCHAR(200) NULL,
    official BIT NOT NULL,
    made_at DATETIME2(3) NOT NULL,
    made_by NVARCHAR(100) NOT NULL,
    milliseconds BIGINT NOT NULL,
    CONSTRAINT pk_score_run PRIMARY KEY (id)
);

CREATE INDEX ix_score_run_period ON score_run (period, id);

CREATE TABLE current_run (
    period NVARCHAR(8) NOT NULL,
    run_id BIGINT NOT NULL,
    CONSTRAINT pk_current_run PRIMARY KEY (period),
    CONSTRAINT fk_current_run_run FOREIGN KEY (run_id) REFERENCES score_run (id)
);

-- Reports made from runs, kept for download.
CREATE TABLE report (
    id BIGINT NOT NULL,
    kind NVARCHAR(20) NOT NULL,
    period NVARCHAR(8) NOT NULL,
    unit_code NVARCHAR(20) NOT NULL,
    language NVARCHAR(2) NOT NULL,
    run_id BIGINT NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    file_name NVARCHAR(260) NOT NULL,
    made_at DATETIME2(3) NOT NULL,
    made_by NVARCHAR(100) NOT NULL,
    CONSTRAINT pk_report PRIMARY KEY (id),
    CONSTRAINT fk_report_run FOREIGN KEY (run_id) REFERENCES score_run (id),
    CONSTRAINT fk_report_file FOREIGN KEY (sha256) REFERENCES stored_file (sha256)
);
