package io.tidemark.console.web;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts requests by the status of their answers, of which there are few. */
final class RequestCounts extends Handler.Wrapper {
  private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Request.addCompletionListener(request, failed -> count(response.getStatus()));
    return super.handle(request, response, callback);
  }

  private void count(int status) {
    byStatus.computeIfAbsent(status, first -> new LongAdder()).increment();
  }

  Map<Integer, LongAdder> byStatus() {
    return byStatus;
  }
}
