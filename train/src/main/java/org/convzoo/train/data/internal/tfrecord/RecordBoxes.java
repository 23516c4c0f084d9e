package org.convzoo.train.data.internal.tfrecord;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.convzoo.internal.files.TfRecord;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Box;
import org.convzoo.train.data.Boxes;
import org.convzoo.train.data.DataException;
import org.tensorflow.proto.Feature;

/**
 * Boxes in TFRecords, as TensorFlow's object-detection tools and its ImageNet script write them: in
 * shares of the image's height and width. Of each record only they are read, not the image.
 */
final class RecordBoxes {

  static final String HEIGHT = "image/height";
  static final String WIDTH = "image/width";

  /** Of a {@link Box}, in its order. */
  static final List<String> SIDES =
      List.of(
          "image/object/bbox/ymin",
          "image/object/bbox/xmin",
          "image/object/bbox/ymax",
          "image/object/bbox/xmax");

  /** The class of each box, from 1. */
  static final String LABEL = "image/object/class/label";

  private static final String IMAGENETS_LABEL = "image/object/bbox/label";

  private static final Set<String> READ =
      Set.of(
          HEIGHT,
          WIDTH,
          SIDES.get(0),
          SIDES.get(1),
          SIDES.get(2),
          SIDES.get(3),
          LABEL,
          IMAGENETS_LABEL,
          RecordImages.LABEL);

  private final String where;
  private final Map<String, Feature> features = new HashMap<>();

  private RecordBoxes(FileInputStream file, Path path, long offset) throws IOException {
    where = RecordImages.where(path, offset);
    file.getChannel().position(offset + TfRecord.HEADER);
    CodedInputStream in = CodedInputStream.newInstance(file);
    in.readTag(); // an Example is its features and nothing else
    in.pushLimit(in.readUInt32());
    while (!in.isAtEnd()) {
      in.readTag();
      int rest = in.pushLimit(in.readUInt32());
      readFeature(in);
      in.popLimit(rest);
    }
  }

  private void readFeature(CodedInputStream in) throws IOException {
    String key = "";
    while (!in.isAtEnd()) {
      int tag = in.readTag();
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        key = in.readString();
      } else if (READ.contains(key)) {
        features.put(key, Feature.parseFrom(in.readByteBuffer()));
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Returns whether the first record of a shard has boxes, and no label of the whole image. */
  static boolean areIn(Path shard) {
    long[] offsets = Records.offsets(shard);
    if (offsets.length == 0) {
      return false;
    }
    try {
      Set<String> keys = read(shard, new long[] {offsets[0]}).get(0).features.keySet();
      return keys.containsAll(SIDES) && !keys.contains(RecordImages.LABEL);
    } catch (DataException e) { // it is damaged, and is named when its image is read
      return false;
    }
  }

  /**
   * Reads the boxes of all records.
   *
   * @param offsets of each shard's records
   * @param classes boxes of the classes 1 to this are kept
   * @throws DataException if a record lacks something, or a box lies outside its image
   */
  static Boxes of(List<Path> shards, List<long[]> offsets, int classes) {
    List<List<Box>> boxes = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      read(shards.get(i), offsets.get(i))
          .forEach(record -> boxes.add(record.boxes(label -> label >= 1 && label <= classes)));
    }
    return Boxes.of(boxes);
  }

  /**
   * Reads the boxes of each image's own label.
   *
   * @param offsets of each shard's records
   * @throws DataException likewise
   */
  static List<Annotation> annotations(List<Path> shards, List<long[]> offsets) {
    List<Annotation> annotations = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      read(shards.get(i), offsets.get(i)).forEach(record -> annotations.add(record.annotation()));
    }
    return annotations;
  }

  private Annotation annotation() {
    if (!features.keySet().containsAll(SIDES) || !features.containsKey(RecordImages.LABEL)) {
      return Annotation.NONE;
    }
    List<Box> boxes = boxes(feature(RecordImages.LABEL).getInt64List().getValueList()::contains);
    return boxes.isEmpty()
        ? Annotation.NONE
        : new Annotation((int) size(HEIGHT), (int) size(WIDTH), boxes);
  }

  private static List<RecordBoxes> read(Path shard, long[] offsets) {
    List<RecordBoxes> records = new ArrayList<>();
    try (FileInputStream file = new FileInputStream(shard.toFile())) {
      for (long offset : offsets) {
        records.add(new RecordBoxes(file, shard, offset));
      }
    } catch (IOException e) {
      throw new DataException(
          "%s: record %,d is no Example: %s", shard, records.size() + 1, e.getMessage());
    }
    return records;
  }

  private List<Box> boxes(Predicate<Long> wanted) {
    float height = size(HEIGHT);
    float width = size(WIDTH);
    List<List<Float>> sides =
        SIDES.stream().map(key -> feature(key).getFloatList().getValueList()).toList();
    List<Long> labels =
        feature(features.containsKey(LABEL) ? LABEL : IMAGENETS_LABEL)
            .getInt64List()
            .getValueList();
    int count = labels.size();
    if (sides.stream().anyMatch(side -> side.size() != count)) {
      throw new DataException(where + " has not as many sides of each kind as labels of boxes");
    }
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (wanted.test(labels.get(i))) {
        boxes.add(
            new Box(
                sides.get(0).get(i) * height,
                sides.get(1).get(i) * width,
                sides.get(2).get(i) * height,
                sides.get(3).get(i) * width));
      }
    }
    return Box.inside(where, boxes, height, width);
  }

  private long size(String key) {
    List<Long> sizes = feature(key).getInt64List().getValueList();
    if (sizes.size() != 1 || sizes.get(0) < 1) {
      throw new DataException("%s: %s must be one number above 0, got %s", where, key, sizes);
    }
    return sizes.get(0);
  }

  private Feature feature(String key) {
    Feature feature = features.get(key);
    if (feature == null) {
      throw new DataException("%s has no %s", where, key);
    }
    return feature;
  }
}
