// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.reports.figures.Axis;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Plot;
import org.vaelab.reports.figures.PlotLayer;
import org.vaelab.reports.figures.Style;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.tables.DataFrame;

/**
 * A figure of scores: histograms of validation and new examples, and the threshold.
 *
 * @param name of the score, with its unit
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ScoreHistogram(
        String name, double[] validation, double[] examples, ConformalThreshold threshold) {

    private static final int BINS = 40;

    /** The share of new scores that the axis shows; stranger ones are in its last bin. */
    private static final double SHOWN = 0.98;

    /**
     * Writes the figure as SVG, PDF or PNG, by the ending of the file's name.
     *
     * @throws IllegalArgumentException if it has another ending
     */
    public void write(Path file) throws IOException {
        requireFormat(file);
        String ending = ending(file);
        Figure figure = figure();
        byte[] content =
                switch (ending) {
                    case "svg" -> figure.svg(Width.COLUMN).getBytes(StandardCharsets.UTF_8);
                    case "pdf" -> figure.pdf(Width.COLUMN);
                    default -> figure.png(Width.COLUMN);
                };
        AtomicFile.write(file, content);
    }

    /**
     * Checks the ending of a file's name.
     *
     * @throws IllegalArgumentException if no figure can be written there
     */
    public static void requireFormat(Path file) {
        if (!List.of("svg", "pdf", "png").contains(ending(file))) {
            throw new IllegalArgumentException(
                    "figure " + file + ": name a .svg, .pdf or .png file");
        }
    }

    private static String ending(Path file) {
        String text = file.toString().toLowerCase(Locale.ROOT);
        return text.substring(text.lastIndexOf('.') + 1);
    }

    private Figure figure() {
        double low = Math.min(min(validation), min(examples));
        double[] sorted = Arrays.stream(examples).filter(Double::isFinite).sorted().toArray();
        double most = sorted.length == 0 ? low : sorted[(int) (SHOWN * (sorted.length - 1))];
        double high = Math.max(Math.max(max(validation), threshold.score()), most);
        double width = Math.max(high - low, 1e-9) / BINS;
        double[] before = shares(validation, low, width);
        double[] now = shares(examples, low, width);
        List<PlotLayer> layers =
                List.of(
                        new PlotLayer.Guide(
                                1,
                                0,
                                threshold.score(),
                                Axis.plain("alarm above, rate " + threshold.rate())),
                        steps(Style.of(0), before, low, width, "validation"),
                        steps(Style.of(1), now, low, width, "new examples"));
        Plot plot =
                new Plot(Axis.linear(name), Axis.linear("examples in %").range(0.0, null), layers);
        return new Figure(
                "anomaly-scores",
                "Scores of validation and new examples with the threshold.",
                "Histograms of the scores, and the score above which an alarm is raised",
                DataFrame.of(IntStream.range(0, BINS).boxed().toList())
                        .column("from", i -> low + i * width)
                        .column("to", i -> low + (i + 1) * width)
                        .column("validation", i -> before[i])
                        .column("new", i -> now[i]),
                plot);
    }

    private static PlotLayer steps(
            Style style, double[] shares, double low, double width, String legend) {
        List<PlotLayer.Point> points = new ArrayList<>();
        points.add(new PlotLayer.Point(low, 0));
        for (int i = 0; i < shares.length; i++) {
            points.add(new PlotLayer.Point(low + i * width, shares[i]));
            points.add(new PlotLayer.Point(low + (i + 1) * width, shares[i]));
        }
        points.add(new PlotLayer.Point(low + shares.length * width, 0));
        return new PlotLayer.Line(style, points, PlotLayer.Marks.NONE, Axis.plain(legend));
    }

    private static double[] shares(double[] scores, double low, double width) {
        double[] shares = new double[BINS];
        for (double score : scores) {
            if (!Double.isNaN(score)) {
                int bin = (int) Math.min(BINS - 1, Math.max(0, (score - low) / width));
                shares[bin] += 100.0 / scores.length;
            }
        }
        return shares;
    }

    private static double min(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    }
}
