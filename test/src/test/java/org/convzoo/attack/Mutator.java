package org.convzoo.attack;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Random;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;

/** Damages a file at random, as deep as its format is understood. */
final class Mutator {

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /**
   * Returns another content for a file.
   *
   * @param name of the file, which says its format
   * @param other the content of any other file
   */
  byte[] of(String name, byte[] whole, byte[] other) {
    ByteMutator bytes = new ByteMutator(random);
    return switch (random.nextInt(12)) {
      case 0 -> bytes.truncated(whole);
      case 1 -> bytes.spliced(whole, other);
      case 2 -> random.nextBoolean() ? other : new byte[0];
      case 3, 4, 5 -> bytes.of(whole);
      default -> ofFormat(name, whole);
    };
  }

  private byte[] ofFormat(String name, byte[] whole) {
    try {
      if (name.equals("saved_model.pb")) {
        return new MessageMutator(random).of(SavedModel.parseFrom(whole));
      }
      if (name.endsWith(".pb")) {
        return new MessageMutator(random).of(GraphDef.parseFrom(whole));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    if (name.matches("(train|validation)-\\d+-of-\\d+")) {
      return new RecordMutator(random).of(whole, Example.getDefaultInstance());
    }
    if (name.startsWith("events.")) {
      return new RecordMutator(random).of(whole, Event.getDefaultInstance());
    }
    return name.matches(".*\\.(yaml|json|csv|txt|xml)")
        ? new TextMutator(random).of(whole)
        : new ByteMutator(random).of(whole);
  }
}
