package org.convzoo.report;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages a file at random: some of its bytes, or some fields of the message that it holds. */
final class Mutation {

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    -2,
    7,
    255,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final String[] TEXTS = {
    "",
    "^",
    ":",
    "a:b:c",
    "x:-1",
    "^^x",
    "../../etc/passwd",
    "%s%n",
    "\n",
    "VALID",
    "NCHW",
    "Const",
    "Split",
    "SplitV",
    "Pack",
    "Reshape",
    "If",
    "ReadFile"
  };

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  /** Flips, overwrites, drops or doubles a few bytes. */
  byte[] ofBytes(byte[] whole) {
    byte[] bytes = whole.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(16));
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> Arrays.fill(bytes, at, to, (byte) (random.nextBoolean() ? 0xff : 0));
        case 2 ->
            bytes = join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
        default ->
            bytes = join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Changes a few fields, wherever they stand. */
  byte[] ofFields(Message message) {
    Message.Builder builder = message.toBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      change(builder);
    }
    return builder.build().toByteArray();
  }

  /** Goes down to some field, each as likely as its part of the file is large, and changes it. */
  private void change(Message.Builder message) {
    List<FieldDescriptor> set = new ArrayList<>(message.getAllFields().keySet());
    if (set.isEmpty() || random.nextInt(12) == 0) {
      set = message.getDescriptorForType().getFields();
    }
    if (set.isEmpty()) {
      return;
    }
    FieldDescriptor field = set.get(weighted(set.stream().map(message::getField).toList()));
    if (field.isRepeated()) {
      changeList(message, field);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      if (random.nextInt(12) == 0) {
        message.clearField(field);
      } else {
        message.setField(field, changed(message.getField(field)));
      }
    } else {
      message.setField(field, value(field, message.getField(field)));
    }
  }

  /** Returns the number of one of {@code values}, by chance, each as likely as it is large. */
  private int weighted(List<?> values) {
    int left = random.nextInt(values.stream().mapToInt(Mutation::weight).sum());
    int at = 0;
    while (left >= weight(values.get(at))) {
      left -= weight(values.get(at++));
    }
    return at;
  }

  private static int weight(Object value) {
    if (value instanceof List<?> list) {
      return 1 + list.stream().mapToInt(Mutation::weight).sum();
    }
    return value instanceof Message message ? 1 + message.getSerializedSize() : 8;
  }

  private Message changed(Object message) {
    Message.Builder builder = ((Message) message).toBuilder();
    change(builder);
    return builder.build();
  }

  private void changeList(Message.Builder message, FieldDescriptor field) {
    int size = message.getRepeatedFieldCount(field);
    boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (size == 0) {
      message.addRepeatedField(
          field, nested ? message.newBuilderForField(field).build() : value(field, null));
      return;
    }
    int at = weighted((List<?>) message.getField(field));
    Object chosen = message.getRepeatedField(field, at);
    switch (random.nextInt(nested ? 24 : 8)) {
      case 0 -> {
        List<Object> kept = new ArrayList<>((List<?>) message.getField(field));
        kept.remove(at);
        message.setField(field, kept);
      }
      case 1 -> message.addRepeatedField(field, chosen);
      case 2 -> {
        message.setRepeatedField(field, at, message.getRepeatedField(field, 0));
        message.setRepeatedField(field, 0, chosen);
      }
      default -> {
        message.setRepeatedField(field, at, nested ? changed(chosen) : value(field, chosen));
      }
    }
  }

  private Object value(FieldDescriptor field, Object old) {
    long number =
        random.nextInt(3) > 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
    return switch (field.getJavaType()) {
      case INT -> (int) number;
      case LONG -> number;
      case FLOAT -> Float.intBitsToFloat((int) number);
      case DOUBLE -> Double.longBitsToDouble(number);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text((String) old);
      case BYTE_STRING ->
          old == null || random.nextBoolean() || ((ByteString) old).isEmpty()
              ? ByteString.copyFromUtf8(TEXTS[random.nextInt(TEXTS.length)])
              : ByteString.copyFrom(ofBytes(((ByteString) old).toByteArray()));
      case ENUM -> any(field.getEnumType().getValues());
      case MESSAGE -> throw new IllegalArgumentException(field + " is no single value");
    };
  }

  private EnumValueDescriptor any(List<EnumValueDescriptor> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String text(String old) {
    return old == null || old.isEmpty() || random.nextBoolean()
        ? TEXTS[random.nextInt(TEXTS.length)]
        : old.substring(0, random.nextInt(old.length()));
  }
}
