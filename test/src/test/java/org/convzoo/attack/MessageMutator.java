package org.convzoo.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes fields of protobuf messages at random. */
public final class MessageMutator {

  private static final List<String> TEXTS =
      List.of(
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
          "ReadFile");

  private final Random random;
  private final ByteMutator bytes;

  /** Draws from {@code random} alone. */
  public MessageMutator(Random random) {
    this.random = random;
    bytes = new ByteMutator(random);
  }

  /** Changes a few fields, wherever they stand. */
  public byte[] of(Message message) {
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
    int left = random.nextInt(values.stream().mapToInt(MessageMutator::weight).sum());
    int at = 0;
    while (left >= weight(values.get(at))) {
      left -= weight(values.get(at++));
    }
    return at;
  }

  private static int weight(Object value) {
    if (value instanceof List<?> list) {
      return 1 + list.stream().mapToInt(MessageMutator::weight).sum();
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
    long number = Interesting.number(random);
    return switch (field.getJavaType()) {
      case INT -> (int) number;
      case LONG -> number;
      case FLOAT -> Float.intBitsToFloat((int) number);
      case DOUBLE -> Double.longBitsToDouble(number);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text((String) old);
      case BYTE_STRING ->
          old == null || random.nextBoolean() || ((ByteString) old).isEmpty()
              ? ByteString.copyFromUtf8(any(TEXTS))
              : ByteString.copyFrom(bytes.of(((ByteString) old).toByteArray()));
      case ENUM -> any(field.getEnumType().getValues());
      case MESSAGE -> throw new IllegalArgumentException(field + " is no single value");
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String text(String old) {
    return old == null || old.isEmpty() || random.nextBoolean()
        ? any(TEXTS)
        : old.substring(0, random.nextInt(old.length()));
  }
}
