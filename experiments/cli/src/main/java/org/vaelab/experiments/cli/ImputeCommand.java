// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Imputations;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.ExampleReader;
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
            "Impute missing values or modalities of examples with a trained model.",
            "Fills the missing cells of a table FILE. The output has all rows, columns and other cells"
                    + " of FILE, also columns that the model does not know; a .npy file has those of the"
                    + " model alone. Of series, steps without a row follow at the end. Without FILE, imputes"
                    + " the values of test data that --observed leaves out, and"
                    + " writes images to a .png file, or values to a .csv file."
        })
final class ImputeCommand extends FileCommand {

    /** The share of accepted proposals below which a chain of default length is unreliable. */
    private static final double FEW = 0.01;

    @Mixin private ExampleArguments examples = new ExampleArguments();

    @Option(
            names = "--observed",
            paramLabel = "PART",
            description =
                    "Observed values, needed where none is missing: upper, lower, left or right for half of an image;"
                            + " the name of a modality;"
                            + " '{rows: [0, 13], columns: [0, 13]}' or '{values: [age]}', as in"
                            + " data.given; or a .csv file with ones (observed) and zeros (missing),"
                            + " a row for each example.")
    private @Nullable String observed;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            converter = Methods.class,
            description =
                    "importance: resampled draws from q, exact in the limit of many --samples."
                            + " metropolis: a chain, exact in the limit of many --steps. pseudo-gibbs: a"
                            + " chain without a test (default: importance; metropolis for images, or if"
                            + " --steps is given). Imputations of importance depend on their example alone, and with"
                            + " --draws on how many equal ones come before it. Chains of 100 examples run"
                            + " together, and depend on these.")
    private @Nullable ImputationMethod method;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Draws of importance (default: ${DEFAULT-VALUE}).")
    private int samples = 1000;

    @Option(
            names = "--draws",
            paramLabel = "K",
            description =
                    "Write K imputations of each example of FILE, with columns 'row' and 'draw' (default: one with"
                            + " means of real numbers, most frequent categories and median counts).")
    private @Nullable Integer draws;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of each Markov chain; the second half is used (default: 500).")
    private @Nullable Integer steps;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Random seed of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    ImputeCommand() {
        super("imputations.png");
    }

    @Override
    boolean writesExamples() {
        return true;
    }

    @Override
    void checkOptions() {
        examples.check();
        if (steps != null) {
            requireAtLeast(2, "--steps", steps);
        }
        requireAtLeast(1, "--samples", samples);
        if (draws != null) {
            requireAtLeast(1, "--draws", draws);
        }
        if (!examples.areNew() && observed == null) {
            throw new UserError(
                    "name a file with missing values, or say with --observed which values of the test"
                            + " data count as observed");
        }
        if (!examples.areNew() && draws != null) {
            throw new UserError("--draws needs FILE");
        }
    }

    @Override
    void write(Model model, Path file) throws IOException {
        ExampleReader.Found found =
                examples.some(model, 20, out.isSheet(), Model::readWithGaps, console());
        Imputations imputations =
                model.impute(RandomKey.of(seed), found).method(method(model)).samples(samples);
        if (steps != null) {
            imputations = imputations.steps(steps);
        }
        if (draws != null) {
            imputations = imputations.draws(draws);
        }
        if (observed != null) {
            imputations = imputations.observed(observed);
        }
        boolean asSheet = !examples.areNew() || (out.isSheet() && observed != null);
        Imputations.Quality quality =
                asSheet ? imputations.besideOriginals(file) : imputations.to(file);
        report(out.notes(console()), quality);
        quality.warning().ifPresent(text -> console().err().println("warning: " + text));
    }

    private ImputationMethod method(Model model) {
        if (method != null) {
            return method;
        }
        return steps != null || model.endings().equals(List.of("png"))
                ? ImputationMethod.METROPOLIS
                : ImputationMethod.IMPORTANCE;
    }

    private static void report(PrintWriter notes, Imputations.Quality quality) {
        double[] logs = known(quality.logPredictive());
        if (logs.length > 0) {
            Estimate mean = Estimate.ofMean(logs, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
            notes.printf(
                    Locale.ROOT,
                    "log p of a missing value: %.4f nats (standard error %s, over %d examples), the"
                            + " mean under what z predicts of each value alone%n",
                    mean.value(),
                    ConsoleText.number("%.4f", mean.standardError()),
                    logs.length);
        }
        reportSizes(notes, quality.effectiveSize());
        double acceptance = Arrays.stream(known(quality.acceptance())).average().orElse(Double.NaN);
        if (!Double.isNaN(acceptance)) {
            notes.println(accepted(acceptance));
        }
    }

    /** Prints the effective sample sizes of examples, if they are known. */
    static void reportSizes(PrintWriter notes, double[] effective) {
        double[] sizes = known(effective);
        if (sizes.length > 0) {
            Arrays.sort(sizes);
            notes.printf(
                    Locale.ROOT,
                    "effective sample size: median %.1f, least %.1f (over %d examples)%n",
                    sizes[sizes.length / 2],
                    sizes[0],
                    sizes.length);
        }
    }

    private static double[] known(double[] numbers) {
        return Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).toArray();
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
