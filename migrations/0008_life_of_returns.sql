-- What is said about a return after it was read: by the unit in place of numbers, by reviewers, by both in questions, and by evidence.

-- Nil (no element) and not applicable, each with the reason that it must have. An element is named by its code: it has no value.
CREATE TABLE return_statement (
    return_id BIGINT NOT NULL,
    seq INT NOT NULL,
    kind NVARCHAR(20) NOT NULL,
    element NVARCHAR(60) NULL,
    sheet NVARCHAR(40) NOT NULL,
    cell NVARCHAR(12) NOT NULL,
    text NVARCHAR(400) NOT NULL,
    reason NVARCHAR(1000) NOT NULL,
    CONSTRAINT pk_return_statement PRIMARY KEY (return_id, seq),
    CONSTRAINT fk_return_statement_return FOREIGN KEY (return_id) REFERENCES facility_return (id)
);

-- Every word of a reviewer; facility_return keeps the last one at hand.
CREATE TABLE return_review (
    id BIGINT NOT NULL,
    return_id BIGINT NOT NULL,
    state NVARCHAR(12) NOT NULL,
    reviewed_at DATETIME2(3) NOT NULL,
    reviewed_by NVARCHAR(100) NOT NULL,
    note NVARCHAR(1000) NULL,
    CONSTRAINT pk_return_review PRIMARY KEY (id),
    CONSTRAINT fk_return_review_return FOREIGN KEY (return_id) REFERENCES facility_return (id)
);

CREATE INDEX ix_return_review_return ON return_review (return_id, reviewed_at);

INSERT INTO return_review (id, return_id, state, reviewed_at, reviewed_by, note)
SELECT id, id, state, reviewed_at, reviewed_by, note
FROM facility_return
WHERE reviewed_at IS NOT NULL AND reviewed_by IS NOT NULL;

-- Evidence beside a return. Withdrawn evidence is kept and marked; its bytes stand in stored_file like every original.
CREATE TABLE return_evidence (
    id BIGINT NOT NULL,
    return_id BIGINT NOT NULL,
    sha256 NVARCHAR(64) NOT NULL,
    file_name NVARCHAR(260) NOT NULL,
    kind NVARCHAR(10) NOT NULL,
    element NVARCHAR(60) NULL,
    added_at DATETIME2(3) NOT NULL,
    added_by NVARCHAR(100) NOT NULL,
    withdrawn_at DATETIME2(3) NULL,
    withdrawn_by NVARCHAR(100) NULL,
    withdrawn_reason NVARCHAR(1000) NULL,
    CONSTRAINT pk_return_evidence PRIMARY KEY (id),
    CONSTRAINT fk_return_evidence_return FOREIGN KEY (return_id) REFERENCES facility_return (id),
    CONSTRAINT fk_return_evidence_file FOREIGN KEY (sha256) REFERENCES stored_file (sha256)
);

CREATE INDEX ix_return_evidence_return ON return_evidence (return_id, id);

-- Questions and answers. The first message of a thread is the question: its thread is its own id.
CREATE TABLE return_message (
    id BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    return_id BIGINT NOT NULL,
    element NVARCHAR(60) NULL,
    sheet NVARCHAR(40) NULL,
    cell NVARCHAR(12) NULL,
    text NVARCHAR(2000) NOT NULL,
    written_at DATETIME2(3) NOT NULL,
    written_by NVARCHAR(100) NOT NULL,
    CONSTRAINT pk_return_message PRIMARY KEY (id),
    CONSTRAINT fk_return_message_return FOREIGN KEY (return_id) REFERENCES facility_return (id)
);

CREATE INDEX ix_return_message_return ON return_message (return_id, id);
