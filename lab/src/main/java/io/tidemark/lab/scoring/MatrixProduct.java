package io.tidemark.lab.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.tidemark.export.onnx.GraphBuilder;
import io.tidemark.export.onnx.Value;
import io.tidemark.lab.CpuTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The most that a core can do for a model: one large matrix product in ONNX Runtime on one thread.
 */
final class MatrixProduct {
  private static final int SIZE = 768;

  private MatrixProduct() {}

  /** Floating point operations a second of CPU time, the best of several tries. */
  static double peakFlops(Duration longest) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      FloatBuffer left = filled();
      FloatBuffer product = filled();
      long[] shape = {SIZE, SIZE};
      try (OrtSession session = environment.createSession(graph(), options);
          OnnxTensor in = OnnxTensor.createTensor(environment, left, shape);
          OnnxTensor out = OnnxTensor.createTensor(environment, product, shape)) {
        double best = 0;
        long deadline = System.nanoTime() + longest.toNanos();
        do {
          long start = CpuTime.threadNanos();
          for (int i = 0; i < 8; i++) {
            session.run(Map.of("left", in), Set.of(), Map.of("product", out)).close();
          }
          double seconds = (CpuTime.threadNanos() - start) / 1e9;
          best = Math.max(best, 8 * 2.0 * SIZE * SIZE * SIZE / seconds);
        } while (System.nanoTime() < deadline);
        return best;
      }
    }
  }

  private static byte[] graph() {
    GraphBuilder graph = new GraphBuilder("peak");
    Value left = graph.input("left", SIZE);
    float[] weights = new float[SIZE * SIZE];
    Arrays.fill(weights, 0.5f);
    Value right = graph.floats("right", weights, SIZE, SIZE);
    graph.output("product", graph.add("MatMul", List.of(left, right)), SIZE);
    return graph.build().toByteArray();
  }

  private static FloatBuffer filled() {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(SIZE * SIZE * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    while (buffer.hasRemaining()) {
      buffer.put(0.25f);
    }
    return buffer.rewind();
  }
}
