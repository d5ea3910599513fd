package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidemark.detector.definition.DefinitionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ModelKeyTest {
  @TempDir Path folder;
  private final SigningKey signer = new SigningKey();
  private Path model;

  @BeforeEach
  void write() throws Exception {
    model = Files.write(folder.resolve("a.onnx"), new byte[] {1, 2, 3});
  }

  @Test
  void takesAFileThatIsSignedWithTheKey() throws Exception {
    signer.sign(model);

    assertThatCode(() -> key(signer).verify(model)).doesNotThrowAnyException();
  }

  @Test
  void refusesAFileThatIsNotSignedOrChangedOrSignedByAnotherOrWithAnotherLength() throws Exception {
    ModelKey key = key(signer);
    assertThatThrownBy(() -> key.verify(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a.onnx is not signed")
        .hasMessageContaining("models.publicKey");

    new SigningKey().sign(model);
    assertThatThrownBy(() -> key.verify(model)).hasMessageContaining("does not sign");

    signer.sign(model);
    Files.write(model, new byte[] {1, 2, 4});
    assertThatThrownBy(() -> key.verify(model)).hasMessageContaining("does not sign");

    for (int length : new int[] {0, 63, 65, 1000}) {
      Files.write(folder.resolve("a.onnx.sig"), new byte[length]);
      assertThatThrownBy(() -> key.verify(model)).hasMessageContaining("does not sign");
    }
  }

  /** To open a pipe that nobody writes to would hold up the gate for good. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesASignatureThatIsAPipe() throws Exception {
    Process made =
        new ProcessBuilder("mkfifo", folder.resolve("a.onnx.sig").toString()).inheritIO().start();
    assumeThat(made.waitFor()).as("mkfifo is here").isZero();
    ModelKey key = key(signer);

    assertThatThrownBy(() -> key.verify(model)).hasMessageContaining("is not a regular file");
  }

  /** RFC 8032, section 7.1, test 3. */
  @Test
  void verifiesTheSignatureOfTheStandard() {
    java.util.HexFormat hex = java.util.HexFormat.of();
    byte[] raw = hex.parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    byte[] prefix = hex.parseHex("302a300506032b6570032100");
    byte[] encoded = new byte[prefix.length + raw.length];
    System.arraycopy(prefix, 0, encoded, 0, prefix.length);
    System.arraycopy(raw, 0, encoded, prefix.length, raw.length);
    byte[] signature =
        hex.parseHex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    ModelKey key = new ModelKey(java.util.Base64.getEncoder().encodeToString(encoded));

    assertThatCode(() -> key.verify("m", hex.parseHex("af82"), signature))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesWhatIsNoKeyInOneLine() throws Exception {
    Path pem = Files.writeString(folder.resolve("model.pub"), "-----BEGIN PUBLIC KEY-----\nxx\n");

    for (Path file : new Path[] {pem, folder.resolve("missing.pub")}) {
      assertThatThrownBy(() -> ModelKey.read(file))
          .isInstanceOf(DefinitionException.class)
          .hasMessageStartingWith("models.publicKey: " + file)
          .hasMessageContaining("a PEM file with an Ed25519 public key");
    }
  }

  private ModelKey key(SigningKey of) throws Exception {
    return ModelKey.read(of.writePublic(folder.resolve("model.pub")));
  }
}
