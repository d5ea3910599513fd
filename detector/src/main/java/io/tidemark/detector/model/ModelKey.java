package io.tidemark.detector.model;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The public key of whoever may make models: Ed25519 (RFC 8032). The signature of a file lies
 * beside it under its name with {@code .sig} after it: 64 bytes, as {@code openssl pkeyutl -sign
 * -rawin} writes them.
 *
 * @param encoded the key, X.509 SubjectPublicKeyInfo in Base64, as between the lines of a PEM file
 */
public record ModelKey(String encoded) implements Serializable {
  private static final String ALGORITHM = "Ed25519";

  /** Length of a signature. */
  public static final int SIGNATURE_BYTES = 64;

  /** What the name of a signature's file has after that of the model's. */
  public static final String EXTENSION = ".sig";

  public ModelKey {
    try {
      key(encoded);
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw new DefinitionException("it holds no Ed25519 public key: " + unusable.getMessage());
    }
  }

  /**
   * Reads a PEM file, as {@code openssl pkey -pubout} writes it.
   *
   * @throws DefinitionException when there is none or it holds something else
   */
  public static ModelKey read(Path pem) {
    try {
      return new ModelKey(Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", ""));
    } catch (IOException | DefinitionException unusable) {
      throw DefinitionException.of(
          "models.publicKey",
          pem,
          "a PEM file with an Ed25519 public key (" + unusable.getMessage() + ")");
    }
  }

  /** Where the signature of a model file lies. */
  static Path signature(Path model) {
    return model.resolveSibling(model.getFileName() + EXTENSION);
  }

  /**
   * Makes sure that a model comes from the holder of the key.
   *
   * @param name of the file, for errors
   * @param signature beside the file; null where there is none
   * @throws ModelException when it is not signed by it
   */
  public void verify(String name, byte[] model, byte @Nullable [] signature) {
    if (signature == null) {
      throw new ModelException(
          "signature: %s is not signed: there is no %s%s beside it, and models.publicKey asks for one"
              .formatted(name, name, EXTENSION));
    }
    if (!signed(model, signature)) {
      throw new ModelException(
          "signature: %s%s does not sign %s with the key of models.publicKey"
              .formatted(name, EXTENSION, name));
    }
  }

  /**
   * As {@link #verify(String, byte[], byte[])}, of a file with its signature beside it.
   *
   * @param name of the file, for errors
   * @param file whose name tells where the signature lies
   * @param model its content
   */
  private void verify(String name, Path file, byte[] model) {
    Path signature = signature(file);
    if (Files.exists(signature) && !Files.isRegularFile(signature)) {
      // to open a pipe would wait for its writer
      throw new ModelException("signature: " + name + EXTENSION + " is not a regular file");
    }
    try (var in = Files.newInputStream(signature)) {
      verify(name, model, in.readNBytes(SIGNATURE_BYTES + 1)); // one more is one too many
    } catch (NoSuchFileException missing) {
      verify(name, model, null);
    } catch (IOException unreadable) {
      throw new ModelException("signature: " + name + EXTENSION + " cannot be read");
    }
  }

  /**
   * As {@link #verify(String, byte[], byte[])}, of a file that is read with its signature.
   *
   * @throws ModelException when there is none, too
   */
  public void verify(Path file) {
    verify(file.toString(), file, ModelBytes.read(file).content());
  }

  private boolean signed(byte[] model, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key(encoded));
      verifier.update(model);
      return signature.length == SIGNATURE_BYTES && verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static PublicKey key(String encoded) throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(encoded);
    return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes));
  }
}
