package org.tensorflow;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.GraphDef;

/**
 * Imports graphs with their weights, which TensorFlow Java's own import copies into Java's memory.
 *
 * <p>It lives in TensorFlow's package because a graph's handle is package-private.
 */
public final class GraphImport {

  private GraphImport() {}

  /**
   * Adds all operations of {@code definition} to a graph.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if TensorFlow refuses it
   * @throws IllegalArgumentException likewise
   */
  @SuppressWarnings("try") // the scope frees what is made within it
  public static void into(Graph graph, GraphDef definition) {
    int size = definition.getSerializedSize();
    Pointer memory = Pointer.malloc(size); // which JavaCPP does not count as Java's
    try (PointerScope scope = new PointerScope();
        Graph.Reference reference = graph.ref()) {
      BytePointer bytes = new BytePointer(memory).capacity(size);
      CodedOutputStream out = CodedOutputStream.newInstance(bytes.asByteBuffer());
      definition.writeTo(out);
      out.flush();
      TF_Status status = TF_Status.newStatus();
      TF_Buffer buffer = new TF_Buffer().data(bytes).length(size);
      TF_ImportGraphDefOptions options = TF_ImportGraphDefOptions.newImportGraphDefOptions();
      tensorflow.TF_GraphImportGraphDef(reference.nativeHandle(), buffer, options, status);
      status.throwExceptionIfNotOK();
    } catch (IOException e) { // of memory there is none
      throw new UncheckedIOException(e);
    } finally {
      Pointer.free(memory);
    }
  }
}
