package org.convzoo.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.convzoo.files.RegularFiles;

/**
 * An annotation of Pascal VOC: the objects of one image. Pixels are counted from 1, and a box's
 * last row and column are inside it.
 *
 * @param file the annotation
 * @param name of the image's file
 */
record VocXml(Path file, String name, float height, float width, List<Item> items) {

  /** An object. */
  private record Item(String label, Box box) {}

  private static final XMLInputFactory XML = XMLInputFactory.newFactory();

  static {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
  }

  /** Returns the classes of the objects. */
  List<String> classes() {
    return items.stream().map(Item::label).toList();
  }

  /**
   * Returns the boxes of the objects of some classes.
   *
   * @throws DataException if one lies outside the image
   */
  List<Box> boxes(List<String> classes) {
    List<Box> boxes =
        items.stream().filter(item -> classes.contains(item.label)).map(Item::box).toList();
    return Box.inside(file.toString(), boxes, height, width);
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is none, or lacks a number
   */
  static VocXml read(Path file) {
    try (InputStream in = RegularFiles.open(file)) {
      return new Parser(file).parse(XML.createXMLStreamReader(in));
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist");
    } catch (XMLStreamException e) {
      throw new DataException(
          "%s is not XML: line %d".formatted(file, e.getLocation().getLineNumber()));
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  /** Texts by the path of their element, such as {@code object/bndbox/xmin}. */
  private static final class Parser {

    private final Path file;
    private final Map<String, String> texts = new HashMap<>();
    private final List<Item> items = new ArrayList<>();

    Parser(Path file) {
      this.file = file;
    }

    VocXml parse(XMLStreamReader reader) throws XMLStreamException {
      Deque<String> path = new ArrayDeque<>();
      StringBuilder text = new StringBuilder();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            path.addLast(reader.getLocalName());
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            end(String.join("/", path), text.toString().strip());
            path.removeLast();
            text.setLength(0);
          }
          default -> {
            // comments and the like
          }
        }
      }
      return new VocXml(
          file,
          text("annotation/filename"),
          number("annotation/size/height"),
          number("annotation/size/width"),
          items);
    }

    private void end(String path, String text) {
      texts.put(path, text);
      if (path.equals("annotation/object")) {
        String box = path + "/bndbox/";
        items.add(
            new Item(
                text(path + "/name"),
                new Box(
                    number(box + "ymin") - 1,
                    number(box + "xmin") - 1,
                    number(box + "ymax"),
                    number(box + "xmax"))));
        texts.keySet().removeIf(key -> key.startsWith("annotation/object"));
      }
    }

    private String text(String path) {
      String text = texts.get(path);
      if (text == null || text.isEmpty()) {
        throw new DataException("%s has no %s".formatted(file, path));
      }
      return text;
    }

    private float number(String path) {
      try {
        return Float.parseFloat(text(path));
      } catch (NumberFormatException e) {
        throw new DataException("%s: %s is no number: %s".formatted(file, path, text(path)));
      }
    }
  }
}
