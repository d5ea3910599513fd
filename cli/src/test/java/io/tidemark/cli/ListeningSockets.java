package io.tidemark.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** For tests: on which addresses a process listens for TCP, as Linux's {@code /proc} shows it. */
public final class ListeningSockets {
  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  /** Those of a process; the test is skipped where there is no {@code /proc}. */
  public static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    if (!Files.exists(proc.resolve("net/tcp"))) {
      System.err.println("SKIPPED: listening sockets are looked up in Linux's /proc");
    }
    Assumptions.assumeTrue(Files.exists(proc.resolve("net/tcp")), "there is a /proc");
    Set<String> own = inodes(proc.resolve("fd"));
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      if (Files.exists(proc.resolve(table))) {
        for (String line : Files.readAllLines(proc.resolve(table))) {
          String[] fields = line.strip().split("\\s+");
          if (fields[STATE].equals(LISTENING) && own.contains(fields[INODE])) {
            sockets.add(address(fields[LOCAL_ADDRESS]));
          }
        }
      }
    }
    return sockets;
  }

  /** Those of a process and of all that it has started. */
  public static List<InetSocketAddress> ofAll(ProcessHandle process) throws IOException {
    List<InetSocketAddress> sockets = new ArrayList<>(of(process));
    for (ProcessHandle child : process.descendants().toList()) {
      sockets.addAll(of(child));
    }
    return sockets;
  }

  private static Set<String> inodes(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> links = Files.list(descriptors)) {
      for (Path link : links.toList()) {
        String target = target(link);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return ""; // since it was listed
    }
  }

  /** The kernel prints an address as 32-bit words in the byte order of the machine. */
  private static InetSocketAddress address(String hex) throws IOException {
    int colon = hex.indexOf(':');
    byte[] printed = HexFormat.of().parseHex(hex.substring(0, colon));
    byte[] address = new byte[printed.length];
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    for (int i = 0; i < printed.length; i++) {
      address[i] = printed[little ? (i & ~3) + 3 - (i & 3) : i];
    }
    int port = Integer.parseInt(hex.substring(colon + 1), 16);
    return new InetSocketAddress(InetAddress.getByAddress(address), port);
  }
}
