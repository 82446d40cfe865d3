// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.ValueSplit;

/** Examples that an {@link Alarm} has judged: score, p-value and the most unusual values. */
public final class Alarms {

    /**
     * The judgement of an example.
     *
     * @param score minus its evidence lower bound or log p(x), in nats: higher for stranger
     *     examples
     * @param pValue the share of usual examples that are at least as strange
     */
    public record Judgement(double score, double pValue, boolean isAlarm) {}

    /** The columns that are added to a table of scores. */
    private static final List<Field> COLUMNS =
            List.of(
                    Field.number("anomaly"),
                    Field.number("pValue"),
                    Field.number("alarm"),
                    Field.text("unusualValues"));

    private static final int NAMED = 3;
    private static final int MAPPED = 20;

    /** The excess, in standard deviations, that a heat map shows as white. */
    private static final double WHITE = 8;

    private final Model model;
    private final ExampleValues values;
    private final Scores scored;
    private final double[] scores;
    private final Alarm alarm;
    private final ConformalThreshold threshold;
    private final ValidationScores validation;

    Alarms(
            Model model,
            Scores scored,
            Alarm alarm,
            ConformalThreshold threshold,
            ValidationScores validation) {
        this.model = model;
        this.values = ExampleValues.of(model.summary());
        this.scored = scored;
        this.scores = ValidationScores.score(scored.values());
        this.alarm = alarm;
        this.threshold = threshold;
        this.validation = validation;
    }

    /** Returns the judgement of each example. */
    public List<Judgement> judgements() {
        return Arrays.stream(scores)
                .mapToObj(
                        score ->
                                new Judgement(
                                        score, threshold.pValue(score), threshold.isAlarm(score)))
                .toList();
    }

    /** Returns the number of alarms. */
    public long count() {
        return Arrays.stream(scores).filter(threshold::isAlarm).count();
    }

    /** Returns the cells of the columns that are added for each example. */
    private List<List<Object>> cells() {
        String[] unusual = unusualValues();
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            rows.add(
                    List.of(
                            scores[i],
                            threshold.pValue(scores[i]),
                            threshold.isAlarm(scores[i]) ? 1 : 0,
                            unusual[i]));
        }
        return rows;
    }

    /**
     * Writes the scores as {@link Scores#to} does, with the columns {@code anomaly}, {@code
     * pValue}, {@code alarm} and {@code unusualValues}.
     *
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public void to(Path file) throws IOException {
        scored.to(file, COLUMNS, cells());
    }

    /**
     * Checks that a histogram can be written to a file.
     *
     * @throws IllegalArgumentException if its name has another ending than .svg, .pdf or .png
     */
    public static void requireHistogram(Path file) {
        ScoreHistogram.requireFormat(file);
    }

    /**
     * Writes histograms of the scores of validation and new examples, with the threshold.
     *
     * @throws IllegalArgumentException if the name has another ending than .svg, .pdf or .png
     */
    public void writeHistogram(Path file) throws IOException {
        new ScoreHistogram(alarm.score() + " in nats", validation.scores(), scores, threshold)
                .write(file);
    }

    /**
     * Returns how unusual each value of each example is, [n, D]: by how many standard deviations
     * {@code -log p(x_d given z)} is above its mean over validation examples, z being the location
     * of q. NaN for a value that is missing or given; empty if the likelihood gives no densities of
     * single values.
     */
    public Optional<double[][]> excess() {
        ValueSurprise.@Nullable Usual usual = validation.usual();
        if (usual == null) {
            return Optional.empty();
        }
        double[][] all = new double[scores.length][values.shape().size()];
        Stream.of(all).forEach(row -> Arrays.fill(row, Double.NaN));
        new ValueSurprise(model.distributions())
                .of(
                        scored.examples(),
                        (i, surprises) -> {
                            for (int d = 0; d < surprises.length; d++) {
                                all[i][place(d)] = usual.excess(d, surprises[d]);
                            }
                        });
        return Optional.of(all);
    }

    /**
     * Returns the values with the largest excess over what is usual, as "name +2.53 sd of its -log
     * p"; empty if not known.
     */
    private String[] unusualValues() {
        String[] names = new String[scores.length];
        Arrays.fill(names, "");
        ValueSurprise.@Nullable Usual usual = validation.usual();
        if (usual != null) {
            new ValueSurprise(model.distributions())
                    .of(scored.examples(), (i, surprises) -> names[i] = largest(usual, surprises));
        }
        return names;
    }

    private String largest(ValueSurprise.Usual usual, double[] surprises) {
        List<String> named = new ArrayList<>();
        double[] excess = new double[surprises.length];
        Arrays.setAll(excess, d -> usual.excess(d, surprises[d]));
        IntStream.range(0, excess.length)
                .filter(d -> excess[d] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer d) -> -excess[d]))
                .limit(NAMED)
                .forEach(
                        d ->
                                named.add(
                                        String.format(
                                                Locale.ROOT,
                                                "%s %+.3g sd of its -log p",
                                                values.name(place(d)),
                                                excess[d])));
        return String.join("; ", named);
    }

    private int place(int modelled) {
        return values.split().map(ValueSplit::places).map(p -> p[modelled]).orElse(modelled);
    }

    /**
     * Writes the strangest examples as images, the strangest first, each above its heat map: white
     * where a value is {@value #WHITE} or more standard deviations more surprising than in
     * validation data.
     *
     * @throws IllegalArgumentException if the examples are no images, or the likelihood gives no
     *     densities of single values
     */
    public void writeHeatMaps(Path file) throws IOException {
        values.requireFitting(file);
        ValueSurprise.@Nullable Usual usual = validation.usual();
        if (!ExampleFiles.isSheet(file)) {
            throw new IllegalArgumentException("heatmap " + file + ": name a .png file");
        }
        if (usual == null) {
            throw new IllegalArgumentException(
                    "heatmap: the likelihood of this model gives no densities of single values");
        }
        int[] strangest =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                        .limit(MAPPED)
                        .mapToInt(Integer::intValue)
                        .toArray();
        Examples shown = scored.examples().select(strangest);
        float[][] images = values.of(new Chunks(shown, shown.size()).at(0));
        float[][] maps = new float[images.length][values.shape().size()];
        new ValueSurprise(model.distributions())
                .of(
                        shown,
                        (i, surprises) -> {
                            for (int d = 0; d < surprises.length; d++) {
                                double heat = usual.excess(d, surprises[d]) / WHITE;
                                maps[i][place(d)] = (float) Math.max(0, Math.min(1, heat));
                            }
                        });
        values.sheet(Math.min(ExampleFiles.COLUMNS, images.length), List.of(images, unscaled(maps)))
                .write(file);
    }

    /** Undoes the units of standardised data, which a sheet applies. */
    private float[][] unscaled(float[][] maps) {
        values.standardization()
                .ifPresent(
                        by -> {
                            for (float[] map : maps) {
                                for (int d = 0; d < map.length; d++) {
                                    map[d] = (float) by.apply(d, map[d]);
                                }
                            }
                        });
        return maps;
    }
}
