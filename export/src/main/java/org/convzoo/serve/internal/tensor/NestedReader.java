package org.convzoo.serve.internal.tensor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** Reads a tensor from nested lists, whose shape they say; all at one depth have one length. */
public final class NestedReader {

  private static final int MOST_DIMENSIONS = 16;
  private static final int UNKNOWN = -1;

  private final String name;
  private final ElementBuffer elements;
  private final long[] sizes = new long[MOST_DIMENSIONS];
  private int rank = UNKNOWN;
  private int items;

  public NestedReader(TensorType type, String name) {
    this.name = name;
    this.elements = new ElementBuffer(type, name);
    Arrays.fill(sizes, UNKNOWN);
  }

  /** Reads all of it, from the token that a parser is at. */
  public HostTensor whole(JsonParser at) throws IOException {
    read(at, 0);
    return elements.tensor(Arrays.copyOf(sizes, dimensions()));
  }

  /** Reads one more row, from the token that a parser is at. */
  public void item(JsonParser at) throws IOException {
    read(at, 1);
    items++;
  }

  /** Adds one more row, a string that a {@code b64} object means. */
  public void base64Item(String text) {
    requireRank(1);
    elements.addBase64(text);
    items++;
  }

  /** How many rows were read one by one. */
  public int items() {
    return items;
  }

  /** Returns the rows that were read one by one. */
  public HostTensor rows() {
    sizes[0] = items;
    return elements.tensor(Arrays.copyOf(sizes, Math.max(1, dimensions())));
  }

  private int dimensions() {
    if (rank != UNKNOWN) {
      return rank;
    }
    int known = 0; // of lists without an element
    while (known < MOST_DIMENSIONS && sizes[known] != UNKNOWN) {
      known++;
    }
    return known;
  }

  private void read(JsonParser at, int depth) throws IOException {
    if (at.currentToken() == JsonToken.START_ARRAY) {
      list(at, depth);
    } else if (at.currentToken() == JsonToken.START_OBJECT) {
      requireRank(depth);
      elements.addBase64(base64(at));
    } else {
      requireRank(depth);
      elements.add(at);
    }
  }

  private void list(JsonParser at, int depth) throws IOException {
    if (depth == MOST_DIMENSIONS || depth == rank) {
      throw uneven(depth);
    }
    long length = 0;
    while (at.nextToken() != JsonToken.END_ARRAY) {
      read(at, depth + 1);
      length++;
    }
    if (sizes[depth] == UNKNOWN) {
      sizes[depth] = length;
    } else if (sizes[depth] != length) {
      throw new BadTensorException(
          "input %s has lists of %d and of %d elements side by side", name, sizes[depth], length);
    }
  }

  private void requireRank(int depth) {
    if (rank == UNKNOWN) {
      rank = depth;
    } else if (rank != depth) {
      throw uneven(depth);
    }
  }

  private BadTensorException uneven(int depth) {
    return rank == UNKNOWN
        ? new BadTensorException("input %s has more than %d dimensions", name, MOST_DIMENSIONS)
        : new BadTensorException(
            "input %s is nested unevenly: %d and %d deep", name, rank, depth + 1);
  }

  /** Reads the text of {@code {"b64": text}}, from its first token to its last. */
  private String base64(JsonParser at) throws IOException {
    boolean named = at.nextToken() == JsonToken.FIELD_NAME && at.currentName().equals("b64");
    if (!named || at.nextToken() != JsonToken.VALUE_STRING) {
      throw new BadTensorException("input %s holds an object that is no {\"b64\": TEXT}", name);
    }
    String text = at.getText();
    if (at.nextToken() != JsonToken.END_OBJECT) {
      throw new BadTensorException("input %s holds an object that is no {\"b64\": TEXT}", name);
    }
    return text;
  }
}
