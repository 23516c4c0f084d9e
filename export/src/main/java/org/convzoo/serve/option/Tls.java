package org.convzoo.serve.option;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.convzoo.internal.files.RegularFiles;

/**
 * The certificate that a server shows, and its key.
 *
 * @param keyStore that holds both
 * @param password of the key
 */
public record Tls(KeyStore keyStore, String password) {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  /**
   * Reads PEM files.
   *
   * @param chain the certificate, and those that lead to the root
   * @param key its private key in PKCS #8, without a password
   * @throws IOException if they cannot be read, or are none
   */
  public static Tls ofPem(Path chain, Path key) throws IOException {
    String password = UUID.randomUUID().toString(); // of a store that is never written
    try (InputStream in = RegularFiles.open(chain)) {
      List<? extends Certificate> certificates =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (certificates.isEmpty()) {
        throw new IOException(chain + " holds no certificate in PEM");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          key(key, certificates.get(0).getPublicKey().getAlgorithm()),
          password.toCharArray(),
          certificates.toArray(Certificate[]::new));
      return new Tls(store, password);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "%s and %s are no certificate and its key: %s".formatted(chain, key, e.getMessage()), e);
    }
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          file
              + " holds no key in PKCS #8 (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nodes -in KEY"
              + " makes one");
    }
    try {
      byte[] bytes =
          Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds a key that is not in base64", e);
    }
  }

  /**
   * Reads a keystore, PKCS #12 or JKS.
   *
   * @throws IOException if it cannot be read, or has another password
   */
  public static Tls ofKeyStore(Path file, String password) throws IOException {
    try (InputStream in = new ByteArrayInputStream(read(file))) {
      KeyStore store = KeyStore.getInstance("PKCS12"); // which reads JKS as well
      store.load(in, password.toCharArray());
      return new Tls(store, password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException("%s cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = RegularFiles.open(file)) {
      return in.readAllBytes();
    }
  }

  @Override
  public String toString() {
    return "Tls"; // not its password
  }
}
