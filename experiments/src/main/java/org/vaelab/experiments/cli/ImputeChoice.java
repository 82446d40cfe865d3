// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import org.vaelab.experiments.run.MissingParts;
import org.vaelab.framework.imputation.ImputationMethod;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is observed of examples, and how the rest is drawn. */
final class ImputeChoice extends ExampleChoice {

    @Option(
            names = "--observed",
            required = true,
            paramLabel = "PART",
            description =
                    "What is observed: upper, lower, left or right, a half of an image;"
                            + " '{rows: [0, 13], columns: [0, 13]}' or '{values: [age]}' as data.given has"
                            + " it; or a .csv file with a row of ones (observed) and zeros (missing) for each"
                            + " example, in turn.")
    String observed = "";

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            converter = Methods.class,
            description =
                    "metropolis, which is exact in the limit of many steps, or pseudo-gibbs; default"
                            + " metropolis.")
    ImputationMethod method = ImputationMethod.METROPOLIS;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Of each chain, of which the second half counts; default 500.")
    int steps = 500;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of the draws; default 0.")
    long seed;

    /**
     * Returns what is imputed, and how.
     *
     * @throws UsageException if a chain is too short
     */
    MissingParts.Choice choice() {
        if (steps < 2) {
            throw new UsageException("--steps must be at least 2, is " + steps);
        }
        return new MissingParts.Choice(observed, method, steps);
    }

    /** Reads the name of a method. */
    static final class Methods implements ITypeConverter<ImputationMethod> {
        @Override
        public ImputationMethod convert(String text) {
            for (ImputationMethod method : ImputationMethod.values()) {
                if (method.toString().equals(text)) {
                    return method;
                }
            }
            throw new TypeConversionException(
                    "expected one of "
                            + List.of(ImputationMethod.values())
                            + ", not '"
                            + text
                            + "'");
        }
    }
}
