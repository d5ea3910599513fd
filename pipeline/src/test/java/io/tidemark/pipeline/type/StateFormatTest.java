package io.tidemark.pipeline.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StateFormatTest {
  /** A state of one number. */
  private record Counter(long count) {}

  /** What version 1 wrote has no sign. */
  private static class CounterFormat extends StateFormat<Counter> {
    private static final long serialVersionUID = 1L;

    CounterFormat(int version) {
      super(Counter.class, version);
    }

    @Override
    protected void writeState(Counter state, DataOutput out) throws IOException {
      out.writeLong(state.count());
    }

    @Override
    protected Counter readState(int version, DataInput in) throws IOException {
      return new Counter(version == 1 ? Math.abs(in.readLong()) : in.readLong());
    }
  }

  private final CounterFormat first = new CounterFormat(1);
  private final CounterFormat second = new CounterFormat(2);

  @Test
  void isAVersionTheLengthAndTheState() throws Exception {
    assertThat(write(second, -7)).containsExactly(2, 0, 0, 0, 8, -1, -1, -1, -1, -1, -1, -1, -7);
  }

  @Test
  void statesOneAfterTheOtherAreReadOneByOne() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(16);
    second.write(new Counter(-7), out);
    second.write(new Counter(9), out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThat(second.read(in)).isEqualTo(new Counter(-7));
    assertThat(second.read(in)).isEqualTo(new Counter(9));
    assertThat(in.available()).isZero();
  }

  @Test
  void anEarlierVersionIsReadAsWhatItIs() throws Exception {
    assertThat(read(second, write(first, -7))).isEqualTo(new Counter(7));
    assertThat(read(second, write(second, -7))).isEqualTo(new Counter(-7));
  }

  @Test
  void aLaterVersionIsRefused() throws Exception {
    byte[] later = write(second, 7);

    assertThatThrownBy(() -> read(first, later))
        .isInstanceOf(IOException.class)
        .hasMessage("Counter of version 2; this job reads versions 1 to 1");
  }

  @Test
  void versionZeroIsRefused() throws Exception {
    byte[] bytes = write(second, 7);
    bytes[0] = 0;

    assertThatThrownBy(() -> read(second, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 0");
  }

  @Test
  void bytesLeftOverAreAnError() throws Exception {
    byte[] bytes = Arrays.copyOf(write(second, 7), 14);
    bytes[4]++;

    assertThatThrownBy(() -> read(second, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("Counter of version 2: 1 of 9 bytes are left over");
  }

  @Test
  void aReaderDoesNotReachIntoTheNextState() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(16);
    second.write(new Counter(7), out);
    second.write(new Counter(9), out);
    byte[] bytes = out.getCopyOfBuffer();
    bytes[4]--; // the first is a byte short

    assertThatThrownBy(() -> read(second, bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void aTornStateIsAnError() throws Exception {
    byte[] torn = Arrays.copyOf(write(second, 7), 12);

    assertThatThrownBy(() -> read(second, torn)).isInstanceOf(IOException.class);
  }

  /** Flink copies state that lies on the heap between a snapshot and the next change. */
  @Test
  void stateIsNotImmutable() {
    assertThat(first.immutable()).isFalse();
  }

  private static byte[] write(CounterFormat format, long count) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    format.write(new Counter(count), out);
    return out.getCopyOfBuffer();
  }

  private static Counter read(CounterFormat format, byte[] bytes) throws IOException {
    return format.read(new DataInputDeserializer(bytes));
  }
}
