-- A pair, because no binary type serves both databases.

-- One packed column block per indicator and level, and the lists 'units' and 'returns' of what went in (docs/architecture.md, ADR 0007).
CREATE TABLE score_block (
    run_id BIGINT NOT NULL,
    name NVARCHAR(60) NOT NULL,
    level NVARCHAR(10) NOT NULL,
    bytes BLOB NOT NULL,
    CONSTRAINT pk_score_block PRIMARY KEY (run_id, name, level),
    CONSTRAINT fk_score_block_run FOREIGN KEY (run_id) REFERENCES score_run (id)
);
