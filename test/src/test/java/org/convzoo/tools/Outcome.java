package org.convzoo.tools;

/**
 * What a command came to.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it complained about, without TensorFlow's own log
 */
public record Outcome(int code, String out, String err) {}
