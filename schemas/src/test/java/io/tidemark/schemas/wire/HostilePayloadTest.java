package io.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.SensorEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostilePayloadTest {
  private static final int PAYLOADS = 10_000;

  static Stream<Arguments> everyRecordInEveryFormat() {
    return RoundTripTest.everyRecordInEveryFormat();
  }

  @ParameterizedTest
  @MethodSource("everyRecordInEveryFormat")
  void everyTruncationIsRejectedAndTheNextRecordIsWhole(WireFormat format, SpecificRecord record)
      throws WireException {
    @SuppressWarnings("unchecked")
    Class<SpecificRecord> type = (Class<SpecificRecord>) record.getClass();
    byte[] whole = format.encoder(type).encode(record);
    EventDecoder<SpecificRecord> decoder = format.decoder(type);

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(WireException.class);
      assertThat(decoder.decode(whole)).isEqualTo(record);
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomPayloadsAreRejectedOrDecodedAtACostInProportion(WireFormat format)
      throws WireException {
    Random random = new Random(42);
    byte[] whole = format.encoder(AnomalyAlert.class).encode(Samples.alert());
    EventDecoder<AnomalyAlert> decoder = format.decoder(AnomalyAlert.class);
    decoder.decode(whole);

    int rejected = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      byte[] payload =
          switch (i % 3) {
            case 0 -> noise(random);
            case 1 -> noiseAfterHeader(random, whole);
            default -> damaged(random, whole);
          };
      long before = allocated();
      rejected += decodes(decoder, payload) ? 0 : 1;
      assertThat(allocated() - before).isLessThan(200_000 + 200L * payload.length);
    }

    assertThat(rejected).isGreaterThan(PAYLOADS / 2);
    assertThat(decoder.decode(whole)).isEqualTo(Samples.alert());
  }

  @Test
  void aHugeClaimedLengthIsRejectedBeforeItIsAllocated() throws IOException {
    byte[] event = WireFormat.AVRO.encoder(SensorEvent.class).encode(Samples.sensor());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(event, 0, KnownSchemas.HEADER);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    encoder.writeString("pump-1");
    encoder.writeLong(0);
    encoder.writeLong(500_000_000); // readings that are said to follow
    encoder.writeString("current");
    encoder.writeDouble(1);

    long before = allocated();
    assertThatThrownBy(() -> WireFormat.AVRO.decoder(SensorEvent.class).decode(bytes.toByteArray()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("claims 500000000 elements");
    assertThat(allocated() - before).isLessThan(10_000_000);
  }

  @Test
  void namesWhatIsWrongWithTheHeader() {
    EventDecoder<DeadLetter> decoder = WireFormat.AVRO.decoder(DeadLetter.class);
    byte[] sensor = WireFormat.AVRO.encoder(SensorEvent.class).encode(Samples.sensor());

    assertThatThrownBy(() -> decoder.decode(null)).hasMessage("the record has no value");
    assertThatThrownBy(() -> decoder.decode(new byte[9]))
        .hasMessageStartingWith("9 bytes are too few");
    assertThatThrownBy(() -> decoder.decode(new byte[12]))
        .hasMessageStartingWith("starts with 00 00");
    assertThatThrownBy(() -> decoder.decode(sensor))
        .hasMessageContaining("is of no released DeadLetter");
  }

  @Test
  void bytesAfterTheRecordAreRejected() {
    byte[] event = WireFormat.AVRO.encoder(SensorEvent.class).encode(Samples.sensor());
    byte[] longer = Arrays.copyOf(event, event.length + 1);

    assertThatThrownBy(() -> WireFormat.AVRO.decoder(SensorEvent.class).decode(longer))
        .hasMessage("bytes follow after the end of the SensorEvent");
  }

  private static boolean decodes(EventDecoder<?> decoder, byte[] payload) {
    try {
      decoder.decode(payload);
      return true;
    } catch (WireException rejected) {
      assertThat(rejected.getMessage()).isNotBlank().hasLineCount(1);
      return false;
    }
  }

  private static byte[] noise(Random random) {
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    return payload;
  }

  private static byte[] noiseAfterHeader(Random random, byte[] whole) {
    byte[] payload = noise(random);
    System.arraycopy(whole, 0, payload, 0, Math.min(payload.length, KnownSchemas.HEADER));
    return payload;
  }

  private static byte[] damaged(Random random, byte[] whole) {
    byte[] payload = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
    for (int i = random.nextInt(8); i >= 0; i--) {
      payload[random.nextInt(payload.length)] = (byte) random.nextInt();
    }
    return payload;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
