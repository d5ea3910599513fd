package io.tidemark.pipeline;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes every connection to Flink's REST interface before a byte of it is read. A MiniCluster
 * cannot do without that interface, but nothing here calls it: the job's client talks to the
 * cluster directly. Flink's own settings would not make it safe. Whatever they say, it takes job
 * graphs, cancels jobs (by GET, too) and stops them with a savepoint, for any caller and any {@code
 * Host}.
 *
 * <p>Flink finds this class by {@link java.util.ServiceLoader}.
 */
public final class ClosedRest implements InboundChannelHandlerFactory {
  static final ConfigOption<Boolean> CLOSED =
      ConfigOptions.key("tidemark.rest.closed").booleanType().defaultValue(false);

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    return configuration.get(CLOSED) ? Optional.of(new Closing()) : Optional.empty();
  }

  private static final class Closing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.close();
    }
  }
}
