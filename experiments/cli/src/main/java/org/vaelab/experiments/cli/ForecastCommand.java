// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.internal.model.ExampleValues;
import org.vaelab.experiments.internal.model.OutputColumn;
import org.vaelab.experiments.internal.model.OutputTable;
import org.vaelab.experiments.internal.model.SeriesPredictions;
import org.vaelab.experiments.internal.model.SeriesRows;
import org.vaelab.experiments.internal.model.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab forecast}. */
@Command(
        name = "forecast",
        description = {
            "Forecast series with a trained model.",
            "Without FILE, hides the last steps of test series, and writes their truth beside the"
                    + " forecast. With FILE, forecasts the steps after the end of each of its series.",
            "Writes the mean and quantiles of each step and variable to a table, or draws them in a"
                    + " .png, .svg or .pdf file."
        })
final class ForecastCommand extends FileCommand {

    @Mixin private ExampleArguments examples = new ExampleArguments();

    @Option(
            names = "--steps",
            paramLabel = "N",
            required = true,
            description = "Steps to forecast, fewer than those on which the model was trained.")
    private int steps;

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
    void write(TrainedModel trained, Path file) throws IOException {
        SeriesPredictions model =
                new SeriesPredictions(trained.model(), trained.summary(), draws);
        int few = out.few(ExampleValues.of(trained.summary()), Integer.MAX_VALUE);
        Examples series = examples.some(trained, few, out.isSheet(), true, console()).examples();
        SeriesPredictions.Predicted found =
                model.forecast(
                        series,
                        steps,
                        !examples.areNew(),
                        RandomKey.of(seed),
                        new MeasuringLines(console()));
        report(found, series.size());
        if (SeriesRows.isFigure(file)) {
            SeriesRows.draw(SeriesPoint.Kind.FORECASTS, found.points(), file);
        } else {
            write(found.hidden(), series.origin(), file);
        }
    }

    private void report(SeriesPredictions.Predicted found, int series) {
        PrintWriter notes = out.notes(console());
        if (found.shortened() > 0) {
            notes.printf(
                    "of %d of %d series the model sees the last steps alone, so that they and the forecast"
                            + " are no longer than the training series%n",
                    found.shortened(), series);
        }
        if (found.leftOut() > 0) {
            notes.printf(
                    "%d of %d series are left out: they have no step before the forecast%n",
                    found.leftOut(), series);
        }
        ImputeCommand.reportSizes(notes, found.effective());
        if (Arrays.stream(found.effective()).anyMatch(size -> size < SeriesPredictions.FEWEST)) {
            console()
                    .err()
                    .printf(
                            "warning: an effective sample size is below %d: its quantiles are unreliable;"
                                    + " give more --draws%n",
                            SeriesPredictions.FEWEST);
        }
    }

    private static void write(List<SeriesPoint> points, Origin origin, Path file)
            throws IOException {
        List<OutputColumn> columns = new ArrayList<>();
        columns.add(OutputColumn.key(origin.column()));
        columns.add(OutputColumn.key("step"));
        origin.times().ifPresent(times -> columns.add(OutputColumn.key(times.column())));
        columns.add(OutputColumn.key("variable"));
        columns.add(OutputColumn.number("mean"));
        SeriesPoint.QUANTILES.forEach(name -> columns.add(OutputColumn.number(name)));
        columns.add(OutputColumn.number("truth"));
        OutputTable.write(
                file,
                columns,
                sink -> {
                    for (SeriesPoint point : points) {
                        sink.row(cells(point, origin.times().isPresent()));
                    }
                });
    }

    private static List<@Nullable Object> cells(SeriesPoint point, boolean hasTime) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(point.series());
        cells.add(Integer.toString(point.step()));
        if (hasTime) {
            cells.add(point.time());
        }
        cells.add(point.variable());
        point.prediction().forEach(x -> cells.add((float) x));
        cells.add(Double.isNaN(point.truth()) ? null : (float) point.truth());
        return cells;
    }
}
