package io.tidemark.detector.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;

/**
 * ONNX Runtime without its own log: it goes to stderr past all logging and quotes names from the
 * model's file as they are. What fails comes as an exception as well.
 */
final class OnnxRuntime {
  private static final OrtLoggingLevel QUIET = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

  private OnnxRuntime() {}

  /** The one of the process. */
  static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(QUIET);
  }

  /** Options of a session whose operators run in their caller's thread. The caller closes them. */
  static SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setSessionLogLevel(QUIET);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return options;
    } catch (OrtException failed) {
      options.close();
      throw failed;
    }
  }

  /** Options of a run. The caller closes them. */
  static RunOptions runOptions() throws OrtException {
    RunOptions options = new RunOptions();
    try {
      options.setLogLevel(QUIET);
      return options;
    } catch (OrtException failed) {
      options.close();
      throw failed;
    }
  }
}
