package org.convzoo.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.convzoo.serve.option.Tls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted servers, with a certificate that the JDK's keytool makes for them. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static Path store;
  private static Path certificate;
  private static Path key;
  private static Path model;

  @BeforeAll
  static void make() throws Exception {
    model = TestModels.halfPlus(1, folder.resolve("half/1"));
    store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertEquals(0, keytool.waitFor(), said);
    KeyStore made = read();
    certificate = pem("cert.pem", "CERTIFICATE", made.getCertificate("server").getEncoded());
    key = pem("key.pem", "PRIVATE KEY", made.getKey("server", PASSWORD.toCharArray()).getEncoded());
  }

  private static KeyStore read() throws Exception {
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    return made;
  }

  private static Path pem(String name, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  /** A client that trusts this certificate alone. */
  private static HttpClient trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void pemFilesAndKeystoresEncrypt() throws Exception {
    HttpClient client = trusting(read().getCertificate("server"));
    for (Tls tls : List.of(Tls.ofPem(certificate, key), Tls.ofKeyStore(store, PASSWORD))) {
      try (ModelServer server = ModelServer.of(Map.of("half", model)).port(0).tls(tls).start()) {
        URI uri = server.uri().resolve("/v1/models/half");
        assertEquals("https", uri.getScheme());
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        assertEquals(200, client.send(request, BodyHandlers.ofString()).statusCode());
        assertThrows(
            SSLHandshakeException.class,
            () -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()));
      }
    }
  }

  private static void assertRefused(String why, org.junit.jupiter.api.function.Executable open) {
    String said = assertThrows(IOException.class, open).getMessage();
    assertTrue(said.contains(why), said);
  }

  @Test
  void whatIsNoCertificateOrKeyIsRefused() throws Exception {
    Path old = pem("old.pem", "RSA PRIVATE KEY", new byte[10]);
    Path broken = pem("broken.pem", "PRIVATE KEY", new byte[10]);
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertRefused("openssl pkcs8 -topk8 -nodes", () -> Tls.ofPem(certificate, old));
    assertRefused("are no certificate and its key", () -> Tls.ofPem(certificate, broken));
    assertRefused("holds no certificate in PEM", () -> Tls.ofPem(empty, key));
    assertRefused("server.p12 cannot be opened", () -> Tls.ofKeyStore(store, "wrong"));
    assertRefused("no.pem", () -> Tls.ofPem(folder.resolve("no.pem"), key));
  }
}
