package org.convzoo.train.data.internal.folder;

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
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.Box;
import org.convzoo.train.data.DataException;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

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

  private static final SAXParserFactory XML = SAXParserFactory.newInstance();

  static {
    try {
      XML.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      XML.setFeature("http://xml.org/sax/features/external-general-entities", false);
      XML.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      XML.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    } catch (ParserConfigurationException | SAXException e) {
      throw new ExceptionInInitializerError(e);
    }
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
   * Returns where the objects of a class are.
   *
   * @return {@link Annotation#NONE} where there is none
   * @throws DataException if one lies outside the image
   */
  Annotation annotation(String name) {
    List<Box> boxes = boxes(List.of(name));
    return boxes.isEmpty() ? Annotation.NONE : new Annotation((int) height, (int) width, boxes);
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is none, or lacks a number
   */
  static VocXml read(Path file) {
    try (InputStream in = RegularFiles.open(file)) {
      Reader reader = new Reader(file);
      XML.newSAXParser().parse(in, reader);
      return reader.read();
    } catch (NoSuchFileException e) {
      throw new DataException(file + " does not exist");
    } catch (SAXParseException e) {
      throw new DataException("%s is not XML: line %d", file, e.getLineNumber());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  /** Texts by the path of their element, such as {@code object/bndbox/xmin}. */
  private static final class Reader extends DefaultHandler {

    private final Path file;
    private final Deque<String> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> texts = new HashMap<>();
    private final List<Item> items = new ArrayList<>();

    Reader(Path file) {
      this.file = file;
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes) {
      path.addLast(name);
      text.setLength(0);
    }

    @Override
    public void characters(char[] characters, int start, int length) {
      text.append(characters, start, length);
    }

    @Override
    public void endElement(String uri, String local, String name) {
      end(String.join("/", path), text.toString().strip());
      path.removeLast();
      text.setLength(0);
    }

    VocXml read() {
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
        throw new DataException("%s has no %s", file, path);
      }
      return text;
    }

    private float number(String path) {
      try {
        return Float.parseFloat(text(path));
      } catch (NumberFormatException e) {
        throw new DataException("%s: %s is no number: %s", file, path, text(path));
      }
    }
  }
}
