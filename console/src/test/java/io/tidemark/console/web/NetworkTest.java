package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class NetworkTest {
  @Test
  void anIpv6AddressCountsByItsFirst64BitsAndAnIpv4AddressAsAWhole() throws Exception {
    assertThat(network("2001:db8::1")).isEqualTo(network("2001:db8::ffff:ffff:ffff:ffff"));
    assertThat(network("2001:db8::1")).isNotEqualTo(network("2001:db8:0:1::1"));
    assertThat(network("203.0.113.1")).isNotEqualTo(network("203.0.113.2"));
    assertThat(network("::ffff:203.0.113.1")).isEqualTo(network("203.0.113.1"));
    assertThat(network("fe80::1%1")).as("the interface").isEqualTo(network("fe80::1%2"));
  }

  @Test
  void itsTextNamesItAndNoOther() throws Exception {
    assertThat(network("2001:db8:0:1::1")).hasToString("20010db800000001");
    assertThat(network("203.0.113.1")).hasToString("cb007101");
    assertThat(Network.of(null)).hasToString("");
  }

  private static Network network(String address) throws UnknownHostException {
    return Network.of(InetAddress.getAllByName(address)[0]);
  }
}
