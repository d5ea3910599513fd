package io.tidemark.cli.simulator;

import io.tidemark.schemas.NetworkEvent;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Flow records of one source, consistent in packets, bytes and TCP flags. */
final class FlowFactory {
  private static final int SEGMENT = 1400;
  private static final int HEADERS = 54;

  private final String device;
  private final String address;
  private final Random random;

  FlowFactory(String device, String address, Random random) {
    this.device = device;
    this.address = address;
    this.random = random;
  }

  /** A TCP conversation that was opened and closed in order. */
  NetworkEvent tcp(Instant at, @Nullable String toDevice, String to, int port, long out, long in) {
    long forward = 4 + out / SEGMENT;
    long reverse = 3 + in / SEGMENT;
    return sized(start(at, toDevice, to, port, "tcp"), forward, reverse, out, in)
        .setDuration(rounded(0.02 + 0.2 * random.nextDouble()))
        .setForwardSynRate(rounded(1.0 / forward))
        .setReverseSynRate(rounded(1.0 / reverse))
        .setForwardFinRate(rounded(1.0 / forward))
        .setReverseFinRate(rounded(1.0 / reverse))
        .setForwardRstRate(0.0)
        .setReverseRstRate(0.0)
        .build();
  }

  /** One question, one answer. */
  NetworkEvent udp(Instant at, String toDevice, String to, int port, long out, long in) {
    return sized(start(at, toDevice, to, port, "udp"), 1, 1, out, in)
        .setDuration(rounded(0.001 + 0.02 * random.nextDouble()))
        .build();
  }

  /** A TCP connection that was refused. */
  NetworkEvent refused(Instant at, String toDevice, String to, int port) {
    return sized(start(at, toDevice, to, port, "tcp"), 1, 1, 0, 0)
        .setDuration(0.001)
        .setForwardSynRate(1.0)
        .setReverseSynRate(0.0)
        .setForwardRstRate(0.0)
        .setReverseRstRate(1.0)
        .build();
  }

  /** A TCP connection that nobody answered. */
  NetworkEvent unanswered(Instant at, String to, int port) {
    return sized(start(at, null, to, port, "tcp"), 1, 0, 0, 0)
        .setDuration(0.0)
        .setForwardSynRate(1.0)
        .setForwardRstRate(0.0)
        .build();
  }

  private NetworkEvent.Builder start(
      Instant at, @Nullable String toDevice, String to, int port, String protocol) {
    return NetworkEvent.newBuilder()
        .setObserver("switch-1")
        .setEventTime(at)
        .setSourceDevice(device)
        .setSourceAddress(address)
        .setSourcePort(32_768 + random.nextInt(28_000))
        .setDestinationDevice(toDevice)
        .setDestinationAddress(to)
        .setDestinationPort(port)
        .setProtocol(protocol);
  }

  private static NetworkEvent.Builder sized(
      NetworkEvent.Builder event, long forward, long reverse, long out, long in) {
    return event
        .setForwardPackets(forward)
        .setReversePackets(reverse)
        .setForwardPayloadBytes(out)
        .setReversePayloadBytes(in)
        .setForwardBytes(out + HEADERS * forward)
        .setReverseBytes(in + HEADERS * reverse);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
