package org.convzoo.tools.option;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Precision;
import org.tensorflow.proto.ConfigProto;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to compute on. */
public final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      converter = ChoiceConverter.class,
      description =
          "cpu, gpu (an error where none can be used) or auto. Default: ${DEFAULT-VALUE}.")
  public Devices.Choice device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 for as many as there are cores. Default: ${DEFAULT-VALUE}.")
  public int threads;

  public ConfigProto config(Precision precision) {
    return Devices.config(device, threads, precision);
  }

  public Hardware with(TowerOptions towers) {
    return new Hardware(device, threads).withTowers(towers.devices());
  }

  static final class ChoiceConverter implements ITypeConverter<Devices.Choice> {

    private static final Pattern NUMBERED = Pattern.compile("(?i)[cg]pu(:\\d+)?(,[cg]pu(:\\d+)?)*");

    @Override
    public Devices.Choice convert(String text) {
      return Arrays.stream(Devices.Choice.values())
          .filter(choice -> choice.name().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected cpu, gpu or auto, but was '%s'%s"
                          .formatted(
                              text,
                              NUMBERED.matcher(text).matches()
                                  ? "; train and bench take numbered devices by --devices"
                                  : "")));
    }
  }
}
