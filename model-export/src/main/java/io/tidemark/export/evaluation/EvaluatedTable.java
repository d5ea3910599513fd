package io.tidemark.export.evaluation;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.window.WarmUpReport;
import java.util.List;

/**
 * What was evaluated, and by which rules.
 *
 * @param definition the detector
 * @param model what its model file says
 * @param digest SHA-256 of the model file
 * @param data name of the table's file
 * @param rows rows that said something to the detector
 * @param lateRows rows that came too late for their tick
 * @param late the same in words
 * @param featuresWithoutValue features that have no value in any row
 * @param windows windows scored, those of the warm-up among them
 * @param warmUps those in which something was wrong
 * @param buffer largest buffer length of the volumes, in samples
 * @param rules how alarms were counted against events
 * @param eventSource where the events come from
 * @param unmatched labelled periods that are not counted
 */
record EvaluatedTable(
    DetectorDefinition definition,
    ModelMetadata model,
    String digest,
    String data,
    long rows,
    long lateRows,
    String late,
    List<String> featuresWithoutValue,
    long windows,
    List<WarmUpReport> warmUps,
    int buffer,
    EventRules rules,
    String eventSource,
    UnmatchedPeriods unmatched) {}
