package org.convzoo.train.run;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.convzoo.internal.files.Folders;
import org.convzoo.internal.files.RegularFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Reads the scalars of TensorBoard's event files, which are TFRecords of events. */
final class Events {

  private static final int CHECKSUM = 4;

  private Events() {}

  /**
   * Reads all event files of a folder in the order of their names, which begin with the time. A
   * value that was written again by a run that had been killed replaces the one before.
   *
   * @return values by tag, by step
   */
  static SortedMap<Long, Map<String, Double>> read(Path folder) throws IOException {
    SortedMap<Long, Map<String, Double>> points = new TreeMap<>();
    for (Path file : Folders.list(folder)) {
      if (file.getFileName().toString().startsWith("events.out.tfevents.")) {
        read(file, points);
      }
    }
    return points;
  }

  private static void read(Path file, SortedMap<Long, Map<String, Double>> points)
      throws IOException {
    long size = Files.size(file);
    try (var in = new DataInputStream(new BufferedInputStream(RegularFiles.open(file)))) {
      while (true) {
        long length = Long.reverseBytes(in.readLong());
        in.skipNBytes(CHECKSUM);
        if (length < 0 || length > size) {
          throw new IOException(file + " is damaged");
        }
        byte[] record = in.readNBytes((int) length);
        in.skipNBytes(CHECKSUM);
        Event event = Event.parseFrom(record);
        for (Summary.Value value : event.getSummary().getValueList()) {
          points
              .computeIfAbsent(event.getStep(), step -> new HashMap<>())
              .put(value.getTag(), (double) value.getSimpleValue());
        }
      }
    } catch (EOFException e) {
      // the end, or a record that a kill left half written
    }
  }
}
