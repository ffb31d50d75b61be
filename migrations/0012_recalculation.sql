-- What-if scenarios, and calculations that were asked for and are made by a job.

-- NULL in runs made before: the catalogue as published under catalogue_version.
ALTER TABLE score_run ADD catalogue_sha256 NVARCHAR(64) NULL;

-- The scenario whose catalogue was used; catalogue_version is then the one it stands on. NULL: a published catalogue.
ALTER TABLE score_run ADD scenario_id BIGINT NULL;

CREATE INDEX ix_score_run_scenario ON score_run (scenario_id, id);

-- state: kept, shared, discarded, proposed; only forward. What became of a proposal stands in its draft. patch_sha256 is the file as it was given,
-- catalogue_sha256 the whole catalogue that it makes of base_version; missing and approved_only are its choices for runs.
CREATE TABLE scenario (
    id BIGINT NOT NULL,
    name NVARCHAR(200) NOT NULL,
    owner NVARCHAR(100) NOT NULL,
    state NVARCHAR(10) NOT NULL,
    base_version INT NOT NULL,
    patch_sha256 NVARCHAR(64) NOT NULL,
    catalogue_sha256 NVARCHAR(64) NOT NULL,
    missing NVARCHAR(10) NOT NULL,
    approved_only BIT NOT NULL,
    made_at DATETIME2(3) NOT NULL,
    draft_id BIGINT NULL,
    CONSTRAINT pk_scenario PRIMARY KEY (id),
    CONSTRAINT fk_scenario_patch FOREIGN KEY (patch_sha256) REFERENCES stored_file (sha256),
    CONSTRAINT fk_scenario_catalogue FOREIGN KEY (catalogue_sha256) REFERENCES stored_file (sha256),
    CONSTRAINT fk_scenario_draft FOREIGN KEY (draft_id) REFERENCES catalogue_draft (id)
);

CREATE INDEX ix_scenario_owner ON scenario (owner, id);

-- state: waiting, running, done, failed, cancelled. request is JSON and holds the ids that its runs will have; of a single period that is its own id.
CREATE TABLE recalculation (
    id BIGINT NOT NULL,
    request NVARCHAR(4000) NOT NULL,
    state NVARCHAR(10) NOT NULL,
    done INT NOT NULL,
    total INT NOT NULL,
    cancel BIT NOT NULL,
    asked_by NVARCHAR(100) NOT NULL,
    asked_at DATETIME2(3) NOT NULL,
    held_by NVARCHAR(60) NULL,
    held_until DATETIME2(3) NULL,
    attempts INT NOT NULL,
    problem NVARCHAR(2000) NULL,
    ended_at DATETIME2(3) NULL,
    CONSTRAINT pk_recalculation PRIMARY KEY (id)
);

CREATE INDEX ix_recalculation_state ON recalculation (state, id);
