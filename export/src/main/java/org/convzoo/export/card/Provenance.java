package org.convzoo.export.card;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The training that weights come from.
 *
 * @param dataSet its name
 * @param step training steps done
 * @param metric what the score measures, in snake case, such as {@code top1}
 * @param score 0 to 1, or null where the weights have not been tested
 * @param measuredOn the images of the score: {@code test} or {@code validation}
 * @param recipe every value resolved
 * @param recipeSha256 of the recipe's file in the run, in hexadecimal digits
 */
public record Provenance(
    String dataSet,
    long step,
    String metric,
    Double score,
    String measuredOn,
    JsonNode recipe,
    String recipeSha256) {}
