-- Times are microseconds since 1970. An entity is what alerts call a key.
CREATE TABLE IF NOT EXISTS kafka_position (
  topic VARCHAR NOT NULL,
  part INT NOT NULL,
  next_offset BIGINT NOT NULL,
  PRIMARY KEY (topic, part)
);
CREATE TABLE IF NOT EXISTS incident (
  alert_id VARCHAR PRIMARY KEY,
  sequence INT NOT NULL,
  state TINYINT NOT NULL,
  detector VARCHAR NOT NULL,
  entity VARCHAR NOT NULL,
  severity TINYINT NOT NULL,
  opened_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  peak_score DOUBLE PRECISION NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  p_value DOUBLE PRECISION NOT NULL,
  reason VARCHAR NOT NULL,
  received_at BIGINT NOT NULL,
  verdict TINYINT,
  remark VARCHAR,
  situation VARCHAR
);
-- Earlier versions knew no situations: their incidents have none.
ALTER TABLE incident ADD COLUMN IF NOT EXISTS situation VARCHAR;
CREATE INDEX IF NOT EXISTS incident_by_time ON incident (opened_at DESC, alert_id);
CREATE INDEX IF NOT EXISTS incident_by_state ON incident (state, severity);
CREATE INDEX IF NOT EXISTS incident_by_detector ON incident (detector, opened_at DESC, alert_id);
CREATE INDEX IF NOT EXISTS incident_by_situation ON incident (situation, severity DESC);
CREATE INDEX IF NOT EXISTS incident_by_receipt ON incident (received_at);
CREATE TABLE IF NOT EXISTS message (
  alert_id VARCHAR NOT NULL,
  sequence INT NOT NULL,
  payload VARBINARY NOT NULL,
  PRIMARY KEY (alert_id, sequence)
);
CREATE TABLE IF NOT EXISTS score (
  alert_id VARCHAR NOT NULL,
  window_end BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  p_value DOUBLE PRECISION NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (alert_id, window_end)
);
CREATE TABLE IF NOT EXISTS reading (
  detector VARCHAR NOT NULL,
  entity VARCHAR NOT NULL,
  window_end BIGINT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  p_value DOUBLE PRECISION NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (detector, entity)
);
CREATE TABLE IF NOT EXISTS feedback (
  detector VARCHAR NOT NULL,
  entity VARCHAR NOT NULL,
  given_at BIGINT NOT NULL,
  alert_id VARCHAR NOT NULL,
  payload VARBINARY NOT NULL,
  PRIMARY KEY (detector, entity, given_at, alert_id)
);
-- Earlier versions kept reasons of any length.
UPDATE incident SET reason = LEFT(reason, 497) || '...' WHERE CHAR_LENGTH(reason) > 500;
-- How an incident stands by what people did about it, and the newest messages that end that.
ALTER TABLE incident ADD COLUMN IF NOT EXISTS status TINYINT DEFAULT 0 NOT NULL;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS status_sequence INT DEFAULT -1 NOT NULL;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS status_by VARCHAR;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS status_since BIGINT;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS assignee VARCHAR;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS returned_sequence INT DEFAULT -1 NOT NULL;
ALTER TABLE incident ADD COLUMN IF NOT EXISTS critical_sequence INT DEFAULT -1 NOT NULL;
-- Those of incidents that are not known yet are waiting.
CREATE TABLE IF NOT EXISTS incident_action (
  place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id VARCHAR NOT NULL,
  id VARCHAR NOT NULL,
  waiting BOOLEAN NOT NULL,
  sequence INT NOT NULL,
  action TINYINT NOT NULL,
  assignee VARCHAR,
  remark VARCHAR,
  author VARCHAR,
  acted_at BIGINT NOT NULL,
  UNIQUE (alert_id, id)
);
CREATE INDEX IF NOT EXISTS incident_action_by_waiting ON incident_action (waiting, place);
CREATE INDEX IF NOT EXISTS incident_by_entity ON incident (detector, entity, opened_at DESC);
-- What every key read: a few buckets in a row, start in milliseconds since 1970, received_at of the first.
CREATE TABLE IF NOT EXISTS signal (
  detector VARCHAR NOT NULL,
  entity VARCHAR NOT NULL,
  start BIGINT NOT NULL,
  payload VARBINARY NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (detector, entity, start)
);
CREATE INDEX IF NOT EXISTS signal_by_receipt ON signal (received_at);
CREATE TABLE IF NOT EXISTS signal_volume (bytes BIGINT NOT NULL);
INSERT INTO signal_volume SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM signal_volume);
-- How often evidence rose to the thresholds of sensitivities, and of the key itself; days since 1970.
CREATE TABLE IF NOT EXISTS crossing (
  detector VARCHAR NOT NULL,
  day_number BIGINT NOT NULL,
  low BIGINT NOT NULL,
  normal BIGINT NOT NULL,
  high BIGINT NOT NULL,
  own BIGINT NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  first_end BIGINT NOT NULL,
  last_end BIGINT NOT NULL,
  PRIMARY KEY (detector, day_number)
);
