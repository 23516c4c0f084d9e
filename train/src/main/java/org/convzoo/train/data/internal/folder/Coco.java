package org.convzoo.train.data.internal.folder;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.Box;
import org.convzoo.train.data.Boxes;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.LabelsFile;
import org.convzoo.train.data.Listing;

/**
 * Boxes as COCO has them: {@code annotations/instances_train2017.json} beside the folder {@code
 * train2017}, and the same with {@code val}; a plain {@code annotations/train.json} beside {@code
 * train} does as well. Crowds are left out. labels.txt may name the categories to keep.
 */
public final class Coco implements Format {

  private static final Pattern FILE = Pattern.compile("(?:instances_)?((train|val)\\d*)\\.json");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .build();

  private record Content(
      @JsonProperty(required = true) List<Image> images,
      @JsonProperty(required = true) List<Annotation> annotations,
      @JsonProperty(required = true) List<Category> categories) {}

  private record Image(
      @JsonProperty(required = true) long id,
      @JsonProperty(value = "file_name", required = true) String name,
      @JsonProperty(required = true) int width,
      @JsonProperty(required = true) int height) {}

  /** A box: x, y, width and height in pixels. */
  private record Annotation(
      @JsonProperty(value = "image_id", required = true) long image,
      @JsonProperty(value = "category_id", required = true) long category,
      @JsonProperty(required = true) float[] bbox,
      @JsonProperty("iscrowd") int crowd) {

    Box box(Path file) {
      if (bbox.length != 4) {
        throw new DataException(
            "%s: a box of image %d has %d numbers instead of 4", file, image, bbox.length);
      }
      return new Box(bbox[1], bbox[0], bbox[1] + bbox[3], bbox[0] + bbox[2]);
    }
  }

  private record Category(
      @JsonProperty(required = true) long id, @JsonProperty(required = true) String name) {}

  private static Optional<Path> file(Path folder, String split) {
    Path annotations = folder.resolve("annotations");
    if (!Files.isDirectory(annotations)) {
      return Optional.empty();
    }
    return Listing.others(annotations).stream()
        .filter(
            file -> {
              Matcher name = FILE.matcher(file.getFileName().toString());
              return name.matches() && name.group(2).equals(split);
            })
        .findFirst();
  }

  @Override
  public boolean isIn(Path folder) {
    return file(folder, "train").isPresent();
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    Path training = required(folder, "train");
    Path test = required(folder, "val");
    Content content = read(training);
    List<String> classes =
        LabelsFile.isIn(folder)
            ? LabelsFile.read(folder)
            : content.categories.stream().map(Category::name).toList();
    return new DataSet(
        name,
        folder.toString(),
        Task.DETECTION,
        images(training, content, classes, decoding),
        images(test, read(test), classes, decoding),
        classes);
  }

  private static Path required(Path folder, String split) {
    return file(folder, split)
        .orElseThrow(() -> new DataException("%s holds no annotations/%s.json", folder, split));
  }

  private static Content read(Path file) {
    try (InputStream in = RegularFiles.open(file)) {
      return MAPPER.readValue(in, Content.class);
    } catch (JsonMappingException e) {
      throw new DataException(
          "%s is no annotation of COCO: something is missing%s, or of another kind than it should be",
          file, where(e));
    } catch (JsonProcessingException e) {
      throw new DataException(
          "%s is no annotation of COCO: line %d: %s",
          file, e.getLocation().getLineNr(), e.getOriginalMessage());
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  private static String where(JsonMappingException e) {
    StringBuilder where = new StringBuilder();
    for (JsonMappingException.Reference part : e.getPath()) {
      String name = part.getFieldName();
      where.append(name == null ? "[%d]".formatted(part.getIndex()) : "." + name);
    }
    return where.isEmpty() ? "" : " in " + where.substring(1);
  }

  private static ImageSet images(
      Path file, Content content, List<String> classes, Decoding decoding) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    name.matches();
    Path folder = file.getParent().resolveSibling(name.group(1));
    List<String> known = content.categories.stream().map(Category::name).toList();
    for (String label : classes) {
      if (!known.contains(label)) {
        throw new DataException(
            "%s has no category \"%s\"%s", file, label, Suggestion.among(known, label));
      }
    }
    Set<Long> kept =
        content.categories.stream()
            .filter(category -> classes.contains(category.name))
            .map(Category::id)
            .collect(Collectors.toSet());
    Map<Long, List<Box>> boxes = new HashMap<>();
    content.images.forEach(image -> boxes.put(image.id, new ArrayList<>()));
    for (Annotation one : content.annotations) {
      List<Box> own = boxes.get(one.image);
      if (own == null) {
        throw new DataException("%s has a box of image %d, but no such image", file, one.image);
      }
      if (one.crowd == 0 && kept.contains(one.category)) {
        own.add(one.box(file));
      }
    }
    List<Path> files = new ArrayList<>();
    List<List<Box>> inside = new ArrayList<>();
    for (Image image : content.images) {
      files.add(Listing.named(folder, image.name, file.toString()));
      inside.add(
          Box.inside(
              "%s, %s".formatted(file, image.name),
              boxes.get(image.id),
              image.height,
              image.width));
    }
    if (files.isEmpty()) {
      throw new DataException(file + " names no image");
    }
    return new ImageFiles(files, Boxes.of(inside), decoding);
  }
}
