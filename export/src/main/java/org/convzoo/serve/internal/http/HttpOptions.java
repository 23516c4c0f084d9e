package org.convzoo.serve.internal.http;

import java.time.Duration;
import java.util.function.Consumer;
import org.convzoo.serve.option.Limits;
import org.convzoo.serve.option.Tls;

/**
 * How a server is reached.
 *
 * @param token that requests must carry, or null
 * @param tls or null
 * @param accessLog takes a line for each request, or null
 * @param grace for requests that have been taken, when the server stops
 */
public record HttpOptions(
    String host,
    int port,
    String token,
    Tls tls,
    Limits limits,
    Consumer<String> accessLog,
    Duration grace) {}
