package org.convzoo.serve.internal.api;

import java.util.Map;

/**
 * A request that has been read.
 *
 * @param path decoded
 * @param query its parameters; of several of one name the first
 * @param contentType in lower case, without parameters; empty where there is none
 * @param jsonLength what the header {@code Inference-Header-Content-Length} says, or -1
 */
public record Call(
    String method,
    String path,
    Map<String, String> query,
    String contentType,
    int jsonLength,
    byte[] body) {}
