-- What moves the calendar of filing (closings, extensions), the control totals and keys of receipts, and whom to call at a unit.

-- Counts the changes of the two tables below: a batch of returns that was judged by an older count is judged again.
CREATE TABLE filing_calendar (
    id INT NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT pk_filing_calendar PRIMARY KEY (id)
);

INSERT INTO filing_calendar (id, revision) VALUES (1, 0);

-- Periods closed and opened again. Rows are only added; the last one that covers a return holds. form NULL: every form.
CREATE TABLE period_decision (
    id BIGINT NOT NULL,
    period NVARCHAR(8) NOT NULL,
    form NVARCHAR(20) NULL,
    unit_id NVARCHAR(40) NOT NULL,
    unit_code NVARCHAR(20) NOT NULL,
    closed BIT NOT NULL,
    decided_at DATETIME2(3) NOT NULL,
    decided_by NVARCHAR(100) NOT NULL,
    reason NVARCHAR(1000) NOT NULL,
    CONSTRAINT pk_period_decision PRIMARY KEY (id)
);

CREATE INDEX ix_period_decision_period ON period_decision (period, id);

CREATE TABLE filing_extension (
    id BIGINT NOT NULL,
    unit_id NVARCHAR(40) NOT NULL,
    unit_code NVARCHAR(20) NOT NULL,
    period NVARCHAR(8) NOT NULL,
    asked_until DATE NOT NULL,
    reason NVARCHAR(1000) NOT NULL,
    asked_at DATETIME2(3) NOT NULL,
    asked_by NVARCHAR(100) NOT NULL,
    state NVARCHAR(10) NOT NULL,
    granted_until DATE NULL,
    decided_at DATETIME2(3) NULL,
    decided_by NVARCHAR(100) NULL,
    note NVARCHAR(1000) NULL,
    CONSTRAINT pk_filing_extension PRIMARY KEY (id)
);

-- One unanswered request of a unit for a period at a time.
CREATE UNIQUE INDEX ux_filing_extension_open ON filing_extension (unit_id, period) WHERE state = 'asked';
CREATE INDEX ix_filing_extension_period ON filing_extension (period, id);

-- Control totals: input cells that hold something in the file, values read from them, and the sum of these values.
ALTER TABLE facility_return ADD cells_filled INT NULL;
ALTER TABLE facility_return ADD values_read INT NULL;
ALTER TABLE facility_return ADD values_sum BIGINT NULL;
ALTER TABLE return_judgement ADD cells_filled INT NULL;
ALTER TABLE return_judgement ADD values_read INT NULL;
ALTER TABLE return_judgement ADD values_sum BIGINT NULL;

-- Public halves of the keys under which receipts were signed: one that is used no more still verifies what it signed.
CREATE TABLE receipt_key (
    key_id NVARCHAR(16) NOT NULL,
    public_key NVARCHAR(400) NOT NULL,
    first_used_at DATETIME2(3) NOT NULL,
    CONSTRAINT pk_receipt_key PRIMARY KEY (key_id)
);

-- Whom to call at a unit. Not dated: nobody asks whom one had to call a year ago.
CREATE TABLE unit_contact (
    unit_id NVARCHAR(40) NOT NULL,
    contact NVARCHAR(200) NULL,
    phone NVARCHAR(40) NULL,
    email NVARCHAR(200) NULL,
    CONSTRAINT pk_unit_contact PRIMARY KEY (unit_id)
);
