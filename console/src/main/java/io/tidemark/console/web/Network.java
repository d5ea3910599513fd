package io.tidemark.console.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What limits by address count: an IPv4 address, or an IPv6 network of 64 bits, since a caller with
 * one address of such a network usually has all of them.
 *
 * @param bytes of the address, or the first 8 of them; none where it is unknown
 */
record Network(ByteBuffer bytes) {
  private static final int IPV6_BYTES = 8;

  static Network of(@Nullable InetAddress address) {
    byte[] bytes = address == null ? new byte[0] : address.getAddress();
    int counted = address instanceof Inet6Address ? IPV6_BYTES : bytes.length;
    return new Network(ByteBuffer.wrap(bytes, 0, counted).asReadOnlyBuffer());
  }

  @Override
  public String toString() {
    byte[] counted = new byte[bytes.remaining()];
    bytes.duplicate().get(counted);
    return HexFormat.of().formatHex(counted);
  }
}
