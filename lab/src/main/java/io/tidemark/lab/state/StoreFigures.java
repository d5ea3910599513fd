package io.tidemark.lab.state;

/**
 * What one store does with a number of keys.
 *
 * @param store {@code heap} or {@code rocksdb}
 * @param keys number of keys
 * @param bytesOverRaw bytes of all state with keys and timers, over those of the raw windows; of
 *     RocksDB its files with each key once in them
 * @param movingBytesOverRaw the same of what moves with each tick, with its timers
 * @param learnedBytesOverRaw the same of what is learned in the warm-up
 * @param filesUnderLoadOverRaw RocksDB's files after load, with what compaction has yet to drop; 0
 *     of the heap
 * @param checkpointBytesOverRaw bytes of a full snapshot over those of the raw windows
 * @param saveSeconds time for the snapshot and the end of the job
 * @param restoreSeconds time from the start of a job on the snapshot to its first events
 * @param eventsPerSecond events that one core takes, each opening a tick and closing another
 * @param cpuMicrosPerEvent CPU time of the whole process for each of them, without the JIT compiler
 */
public record StoreFigures(
    String store,
    int keys,
    double bytesOverRaw,
    double movingBytesOverRaw,
    double learnedBytesOverRaw,
    double filesUnderLoadOverRaw,
    double checkpointBytesOverRaw,
    double saveSeconds,
    double restoreSeconds,
    double eventsPerSecond,
    double cpuMicrosPerEvent) {}
