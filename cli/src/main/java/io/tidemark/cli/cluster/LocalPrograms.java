package io.tidemark.cli.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelPipeline;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderValues;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaders;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpServerCodec;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * Keeps web pages away from the REST interface of a {@link DevelopmentCluster}, which takes jobs.
 * Listening on loopback does not: a browser on this machine sends there what any page asks it to.
 * Its requests carry an {@code Origin} or say {@code Sec-Fetch-Site: cross-site}, or, after DNS
 * rebinding, name a {@code Host} that is not loopback. Such requests are refused before their body
 * is read.
 *
 * <p>Flink finds this class by {@link java.util.ServiceLoader}, in the cluster's processes and in
 * this one, where {@code LocalJob} has closed the interface anyway.
 */
public final class LocalPrograms implements InboundChannelHandlerFactory {
  private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:\\d+)?");
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    return Optional.of(new Placing());
  }

  private static boolean isLocalProgram(HttpHeaders headers) {
    String host = headers.get(HttpHeaderNames.HOST);
    return host != null
        && LOOPBACK.matcher(host).matches()
        && !headers.contains(HttpHeaderNames.ORIGIN)
        && headers.get(FETCH_SITE, "none").equals("none");
  }

  /** Flink puts handlers behind the one that saves uploads; the check belongs before it. */
  private static final class Placing extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      ChannelPipeline pipeline = context.pipeline();
      String codec = pipeline.context(HttpServerCodec.class).name();
      pipeline.addAfter(codec, null, new Check());
      pipeline.remove(this);
    }
  }

  private static final class Check extends ChannelInboundHandlerAdapter {
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      boolean first = !refused;
      if (message instanceof HttpRequest request) {
        refused |= !isLocalProgram(request.headers());
      }
      if (!refused) {
        context.fireChannelRead(message);
        return;
      }
      ReferenceCountUtil.release(message);
      if (first) {
        var refusal =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, Unpooled.EMPTY_BUFFER);
        refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        refusal.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }
}
