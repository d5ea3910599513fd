package io.tidemark.lab.state;

import io.tidemark.lab.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What all state of a key costs on the heap and in RocksDB.
 *
 * @param keys the largest number of keys; the cost of an event is compared with that at 1,000
 * @param stores {@code heap}, {@code rocksdb} or both
 * @param seconds of load for each measurement
 */
public record StateBenchmark(int keys, List<String> stores, int seconds) {
  private static final int FEW = 1_000;
  private static final int SOME = 100_000;
  private static final int LARGE_HEAP_FROM = 500_000;

  /**
   * Runs everything, one JVM after the other; says on standard error how far it is.
   *
   * @param folder for files while it runs
   */
  public Map<String, Object> run(Path folder) throws IOException, InterruptedException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("keys", keys);
    report.put("window", Fleet.MODEL.length());
    report.put("features", Fleet.MODEL.features());
    Path detector = Fleet.MODEL.write(folder);
    List<StoreFigures> all = new ArrayList<>();
    for (String store : stores) {
      List<StoreFigures> figures = new ArrayList<>();
      for (int size : sizes()) {
        figures.add(measure(store, size, detector, folder));
      }
      all.addAll(figures);
      StoreFigures most = figures.get(figures.size() - 1);
      double cost = most.cpuMicrosPerEvent() / figures.get(0).cpuMicrosPerEvent();
      report.put(store + "BytesOverRaw", most.bytesOverRaw());
      report.put(store + "MovingBytesOverRaw", most.movingBytesOverRaw());
      report.put(store + "LearnedBytesOverRaw", most.learnedBytesOverRaw());
      report.put(store + "CostAtMillionOverThousand", cost);
      // RocksDB comes last and is the store for many keys: the plain keys are its figures.
      report.put("checkpointBytesOverRaw", most.checkpointBytesOverRaw());
      report.put("checkpointSeconds", most.saveSeconds());
      report.put("restoreSeconds", most.restoreSeconds());
      report.put("costAtMillionOverThousand", cost);
    }
    report.put("measurements", all);
    return report;
  }

  private Set<Integer> sizes() {
    Set<Integer> sizes = new TreeSet<>(Set.of(Math.min(FEW, keys), Math.min(SOME, keys)));
    sizes.add(keys);
    return sizes;
  }

  private StoreFigures measure(String store, int size, Path detector, Path folder)
      throws IOException, InterruptedException {
    Path own = folder.resolve(store + "-" + size);
    Path result = folder.resolve(store + "-" + size + ".json");
    String memory = store.equals("heap") && size >= LARGE_HEAP_FROM ? "12g" : "4g";
    return new ChildJvm(StoreRun.class, memory)
        .run(
            result,
            StoreFigures.class,
            store,
            Integer.toString(size),
            Integer.toString(seconds),
            detector.toString(),
            own.toString());
  }
}
