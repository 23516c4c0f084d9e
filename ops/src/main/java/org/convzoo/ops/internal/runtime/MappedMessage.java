package org.convzoo.ops.internal.runtime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.convzoo.internal.files.RegularFiles;

/** Reads files of one protobuf message, such as a graph with its weights. */
public final class MappedMessage {

  private MappedMessage() {}

  /**
   * Reads a message whose longer fields of bytes stay in the file, mapped, and take no memory of
   * Java's: the file must not change as long as the message is used.
   *
   * @throws InvalidProtocolBufferException if it is no such message, or larger than 2 GB
   * @throws IOException if it is no regular file, or cannot be read
   */
  public static <T> T parse(Path file, Parser<T> parser) throws IOException {
    try (FileChannel channel = FileChannel.open(RegularFiles.require(file))) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new InvalidProtocolBufferException("larger than 2 GB");
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      T message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    }
  }
}
