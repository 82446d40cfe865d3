// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.SeriesPredictions;
import org.vaelab.experiments.use.OutputColumn;
import org.vaelab.experiments.use.OutputTable;
import org.vaelab.experiments.use.SeriesRows;
import org.vaelab.experiments.use.TrainedModel;
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

    /** The place of the time in {@link SeriesPoint#COLUMNS}. */
    private static final int TIME = 2;

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
        boolean isFigure = SeriesRows.isFigure(file);
        Examples series =
                examples.some(
                                trained,
                                isFigure ? IN_FIGURE : Integer.MAX_VALUE,
                                isFigure,
                                true,
                                console())
                        .examples();
        SeriesPredictions.Predicted found =
                new SeriesPredictions(trained.model(), trained.summary(), draws)
                        .forecast(
                                series,
                                length -> steps,
                                !examples.areNew(),
                                RandomKey.of(seed),
                                new MeasuringLines(console()));
        PrintWriter notes = out.notes(console());
        notes.printf(
                "forecast of %s steps of %s series%s%s%n",
                steps,
                found.effective().length,
                clause("; of %s of them the model sees the last steps alone", found.shortened()),
                clause("; %s others are too short", series.size() - found.effective().length));
        ImputeCommand.reportSizes(notes, found.effective());
        if (isFigure) {
            SeriesRows.draw(SeriesPoint.Kind.FORECASTS, found.points(), file);
        } else {
            write(found.points(), series.origin(), file);
        }
    }

    private static String clause(String text, int count) {
        return count == 0 ? "" : text.formatted(count);
    }

    private static void write(List<SeriesPoint> points, Origin origin, Path file)
            throws IOException {
        List<OutputColumn> columns = new ArrayList<>();
        SeriesPoint.COLUMNS.forEach(name -> columns.add(OutputColumn.number(name)));
        columns.set(0, OutputColumn.key(origin.column()));
        columns.set(TIME, OutputColumn.key(origin.times().map(Origin.Times::column).orElse("")));
        columns.set(3, OutputColumn.key("variable"));
        columns.set(5, OutputColumn.number("mean"));
        if (origin.times().isEmpty()) {
            columns.remove(TIME);
        }
        OutputTable.write(
                file,
                columns,
                sink -> {
                    for (SeriesPoint point : points) {
                        if (!point.quantiles().isEmpty()) {
                            List<Object> cells = point.cells();
                            if (origin.times().isEmpty()) {
                                cells.remove(TIME);
                            }
                            sink.row(cells);
                        }
                    }
                });
    }
}
