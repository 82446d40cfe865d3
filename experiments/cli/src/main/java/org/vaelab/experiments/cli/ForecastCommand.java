// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.vaelab.experiments.use.Forecast;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Amount;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab forecast}. */
@Command(
        name = "forecast",
        description = {
            "Forecast series with a trained model.",
            "Forecasts the steps after the end of each series: of FILE, or without it of the run's own"
                    + " data. These are the series of its file if it was trained on windows, otherwise"
                    + " its test series.",
            "With --hide, hides the last steps of test series or of FILE, and writes their truth beside"
                    + " the forecast.",
            "Writes the mean and quantiles of each step and variable to a table, or draws them in a"
                    + " .png, .svg or .pdf file."
        })
final class ForecastCommand extends FileCommand {

    /** The series in a figure, which is large. */
    private static final int IN_FIGURE = 3;

    @Mixin private ExampleArguments examples = new ExampleArguments();

    @Option(
            names = "--steps",
            paramLabel = "N",
            required = true,
            description = "Steps to forecast, fewer than those on which the model was trained.")
    private int steps;

    @Option(
            names = "--hide",
            description =
                    "Forecast the last steps, which the model does not see, instead of those after the"
                            + " end.")
    private boolean isHidden;

    @Option(
            names = "--draws",
            paramLabel = "K",
            description = "Draws of each number (default: ${DEFAULT-VALUE}).")
    private int draws = 1000;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Random seed of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    ForecastCommand() {
        super("forecast.csv");
    }

    @Override
    void checkOptions() {
        examples.check();
        requireAtLeast(1, "--steps", steps);
        requireAtLeast(2, "--draws", draws);
    }

    @Override
    void write(Model model, Path file) throws IOException {
        boolean isFigure = Forecast.isFigure(file);
        int few = isFigure ? IN_FIGURE : Integer.MAX_VALUE;
        Examples series =
                (examples.areDefault() && !isHidden
                                ? examples.some(model.readOwnLast(), few, isFigure, console())
                                : examples.some(model, few, isFigure, Model::readLast, console()))
                        .examples();
        Forecast forecast = model.forecast(RandomKey.of(seed), steps, series).draws(draws);
        Forecast.Predicted found = (isHidden ? forecast.ofLastSteps() : forecast).to(file);
        PrintWriter notes = out.notes(console());
        int followed = found.effectiveSize().length;
        notes.printf(
                "forecast of %s %s of %s series%s%s%n",
                Amount.of(steps, "step"),
                isHidden ? "hidden at the end" : "after the end",
                followed,
                clause("; of %s of them the model sees the last steps alone", found.shortened()),
                clause("; %s others are too short", series.size() - followed));
        ImputeCommand.reportSizes(notes, found.effectiveSize());
        if (Arrays.stream(found.effectiveSize()).anyMatch(size -> size < Forecast.FEWEST)) {
            notes.printf(
                    "below %s, intervals are unreliable: give more draws, or train longer%n",
                    Forecast.FEWEST);
        }
    }

    private static String clause(String text, int count) {
        return count == 0 ? "" : text.formatted(count);
    }
}
