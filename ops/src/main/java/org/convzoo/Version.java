package org.convzoo;

/** The version of Convzoo. */
public final class Version {

  public static final String NUMBER = "0.1.0";

  private Version() {}
}
