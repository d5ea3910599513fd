package io.tidemark.detector.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** For tests: somebody who may make models. */
public final class SigningKey {
  private final KeyPair keys;

  public SigningKey() {
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Writes the public key as {@code openssl pkey -pubout} does. */
  public Path writePublic(Path pem) throws Exception {
    String encoded = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
    return Files.writeString(
        pem, "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
  }

  /** Writes the signature of a file beside it. */
  public void sign(Path model) throws Exception {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(Files.readAllBytes(model));
    Files.write(ModelKey.signature(model), signature.sign());
  }
}
