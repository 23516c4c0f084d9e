package org.convzoo.graphs.network;

import org.convzoo.graphs.task.Task;

/**
 * What a network is.
 *
 * @param name on the command line and in the zoo
 * @param title of the paper
 * @param authors of the paper
 * @param year of the paper
 * @param citation where it was published, with the table or figure that shows the network
 * @param task what it is for
 * @param input the paper's input
 * @param classes the paper's number of classes
 * @param result what was published of its accuracy, with its data set
 */
public record Spec(
    String name,
    String title,
    String authors,
    int year,
    String citation,
    Task task,
    Input input,
    int classes,
    String result) {

  /**
   * An input size.
   *
   * @param height in pixels
   * @param width in pixels
   * @param channels 1 for grey, 3 for RGB
   */
  public record Input(int height, int width, int channels) {

    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }
}
