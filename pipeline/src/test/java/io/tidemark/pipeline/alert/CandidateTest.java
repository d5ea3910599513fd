package io.tidemark.pipeline.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.Serialized;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
  private static final TypeInformation<Candidate> TYPE = new BinaryType<>(new Candidate.Format());

  @Test
  void readsWhatItWrote() throws Exception {
    Candidate candidate = new Candidate(new KeyCalibration(), level(), 7);

    assertThat(TYPE.getTypeClass()).isEqualTo(Candidate.class);
    assertThat(Serialized.read(TYPE, Serialized.write(TYPE, candidate)))
        .usingRecursiveComparison()
        .isEqualTo(candidate);
  }

  /** Levels knew no long-run average at first, and then not whose scores they held. */
  @ParameterizedTest
  @CsvSource({"1, 16", "2, 8"})
  void readsTheVersionsBefore(int version, int missingBytes) throws Exception {
    DataOutputSerializer level = new DataOutputSerializer(64);
    level().write(level);
    DataOutputSerializer old = new DataOutputSerializer(64);
    old.writeByte(version);
    new KeyCalibration().write(old);
    old.write(level.getCopyOfBuffer(), 0, level.length() - missingBytes);
    old.writeInt(7);

    assertThat(Serialized.read(TYPE, old.getCopyOfBuffer()))
        .usingRecursiveComparison()
        .isEqualTo(new Candidate(new KeyCalibration(), level(), 7));
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 4})
  void refusesAVersionThatItDoesNotKnow(byte version) throws Exception {
    byte[] state = Serialized.write(TYPE, new Candidate(new KeyCalibration(), level(), 7));
    state[0] = version;

    assertThatThrownBy(() -> Serialized.read(TYPE, state))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version " + version);
  }

  @Test
  void whatAKeyGoesOnLearningIsCopiedWithItsState() {
    Candidate candidate = new Candidate(new KeyCalibration(), new KeyLevel(), 7);
    Candidate copy = Serialized.serializer(TYPE).copy(candidate);

    assertThat(copy.calibration()).isNotSameAs(candidate.calibration());
    assertThat(copy.level()).isNotSameAs(candidate.level());
  }

  /** A level of 1.5 after three windows, the same in the long run. */
  private static KeyLevel level() throws IOException {
    DataOutputSerializer first = new DataOutputSerializer(16);
    first.writeDouble(1.5);
    first.writeInt(3);
    return KeyLevel.readVersion1(new DataInputDeserializer(first.getCopyOfBuffer()));
  }
}
