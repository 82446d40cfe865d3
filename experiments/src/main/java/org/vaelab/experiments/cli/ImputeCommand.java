// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.experiments.run.MissingParts;
import org.vaelab.experiments.run.MissingParts.Quality;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.imputation.ImputationMethod;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code vaelab impute}. */
@Command(
        name = "impute",
        description = {
            "Impute missing values of examples with a trained model.",
            "Writes images to a .png file, or values to a .csv file."
        })
final class ImputeCommand extends FileCommand {

    /** The share of accepted proposals below which a chain of default length is unreliable. */
    private static final double FEW = 0.01;

    @Option(
            names = "--observed",
            required = true,
            paramLabel = "PART",
            description =
                    "Observed values: upper, lower, left or right for half of an image;"
                            + " '{rows: [0, 13], columns: [0, 13]}' or '{values: [age]}', as in"
                            + " data.given; or a .csv file with ones (observed) and zeros (missing),"
                            + " a row for each example.")
    private String observed = "";

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            converter = Methods.class,
            description =
                    "metropolis, which is exact in the limit of many steps, or pseudo-gibbs"
                            + " (default: ${DEFAULT-VALUE}).")
    private ImputationMethod method = ImputationMethod.METROPOLIS;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Steps of each Markov chain; the second half is used (default:"
                            + " ${DEFAULT-VALUE}).")
    private int steps = 500;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Random seed of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin private ExampleOptions.First which = new ExampleOptions.First(20);

    ImputeCommand() {
        super("imputations.png");
    }

    @Override
    void checkOptions() {
        requireAtLeast(2, "--steps", steps);
    }

    @Override
    void write(TrainedModel trained, Path file, Session session) throws IOException {
        MissingParts.Choice choice = new MissingParts.Choice(observed, method, steps);
        Quality quality =
                new MissingParts(trained.model(), trained.data())
                        .impute(RandomKey.of(seed), which.of(trained.data()), choice, file);
        report(notes(session), quality);
    }

    private static void report(PrintWriter notes, Quality quality) {
        double[] logs = quality.logPredictive();
        Estimate mean = Estimate.ofMean(logs, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
        notes.printf(
                Locale.ROOT,
                "log p of a missing value: %.4f nats (standard error %s, over %d examples), the mean"
                        + " under what z predicts of each value alone%n",
                mean.value(),
                ConsoleText.number("%.4f", mean.standardError()),
                logs.length);
        double acceptance = Arrays.stream(quality.acceptance()).average().orElse(Double.NaN);
        if (!Double.isNaN(acceptance)) {
            notes.println(accepted(acceptance));
        }
    }

    /** Returns the share of accepted proposals, with a remedy if it is tiny. */
    static String accepted(double share) {
        String text = String.format(Locale.ROOT, "accepted proposals: %.1f %%", 100 * share);
        return share >= FEW
                ? text
                : text + "; these chains hardly moved: give more --steps, or --method pseudo-gibbs";
    }

    static final class Methods implements ITypeConverter<ImputationMethod> {
        @Override
        public ImputationMethod convert(String text) {
            for (ImputationMethod method : ImputationMethod.values()) {
                if (method.toString().equals(text)) {
                    return method;
                }
            }
            throw new TypeConversionException(
                    "expected one of %s, not '%s'"
                            .formatted(List.of(ImputationMethod.values()), text));
        }
    }
}
