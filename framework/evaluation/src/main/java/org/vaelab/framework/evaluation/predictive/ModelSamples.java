// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Test examples, and samples of the model that are independent of them, both as the model sees
 * data.
 *
 * <p>A model with a condition draws each sample given the condition of a test example that is not
 * among the data: half of the examples are data, the other half give conditions. So under the model
 * the data and the samples are independent draws of one distribution, and two-sample tests are
 * exact.
 *
 * @param data [N][D]
 * @param samples [M][D]
 * @param classOfData the label that the model is given, of each datum; empty if it is given none
 * @param classOfSample likewise of each sample
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
@Internal
public record ModelSamples(
        double[][] data, double[][] samples, int[] classOfData, int[] classOfSample) {

    /** What the setting {@code examples} of a metric means. */
    public static final String EXAMPLES =
            "number of samples of the model, and at most as many test examples";

    /** What the setting {@code level} of a metric means. */
    static final String LEVEL = "level of the band in figures, between 0 and 1";

    /** Returns so many samples, which all metrics of an evaluation share. */
    public static ModelSamples of(MetricContext subject, int examples) {
        return subject.get(
                new Shared<>(
                        "evaluation.modelSamples",
                        List.of(examples),
                        context -> draw(context, examples)));
    }

    /** Requires a level strictly between 0 and 1. */
    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new SettingException("level", "must be between 0 and 1, is " + level);
        }
    }

    /** Returns the reason if samples and data do not compare value by value. */
    public static Optional<String> obstacle(MetricContext subject) {
        return obstacle(subject.test().domain(), subject.data().hasMissing());
    }

    /** Returns the reason if samples and data do not compare value by value. */
    public static Optional<String> obstacle(DataSummary data) {
        return obstacle(data.domain(), data.hasMissing());
    }

    static Optional<String> obstacle(ValueDomain domain, boolean hasMissing) {
        if (domain == ValueDomain.TOKENS || domain == ValueDomain.COLUMNS) {
            return Optional.of("it compares numbers, and these data are " + domain.label());
        }
        return hasMissing
                ? Optional.of("the data have missing values, and samples of the model have none")
                : Optional.empty();
    }

    private static ModelSamples draw(MetricContext subject, int count) {
        Examples test = subject.test();
        boolean conditional = !subject.model().generative().condition().columns().isEmpty();
        if (!conditional) {
            Examples data = subject.subset().of(test, count);
            int size = test.size();
            Examples places = test.select(IntStream.range(0, count).map(i -> i % size).toArray());
            return drawn(subject, data, places);
        }
        int[] rows = subject.subset().rows(Math.min(2 * count, test.size()), test.size());
        if (rows.length < 2) {
            throw new IllegalArgumentException(
                    "samples of a model with a condition need at least 2 test examples");
        }
        // Every second one, since neighbours in a file may be alike.
        return drawn(subject, test.select(everySecond(rows, 0)), test.select(everySecond(rows, 1)));
    }

    private static int[] everySecond(int[] rows, int from) {
        return IntStream.range(0, rows.length / 2).map(i -> rows[2 * i + from]).toArray();
    }

    private static ModelSamples drawn(MetricContext subject, Examples data, Examples conditions) {
        LatentVariableModel model = subject.model();
        double[][] values = new double[data.size()][];
        int[] ofData = new int[data.size()];
        subject.forEachBatch(
                data,
                (batch, first, size) -> {
                    copy(batch.x(), values, first);
                    classes(model, batch.given(), ofData, first);
                });
        double[][] samples = new double[conditions.size()][];
        int[] ofSamples = new int[conditions.size()];
        subject.forEachDecoded(
                conditions,
                (batch, first, size) -> {
                    RandomKey key = subject.key().fold(first);
                    copy(sample(model.generative(), batch, key), samples, first);
                    classes(model, batch.given(), ofSamples, first);
                });
        boolean labelled = label(model).isPresent();
        return new ModelSamples(
                values, samples, labelled ? ofData : new int[0], labelled ? ofSamples : new int[0]);
    }

    private static Tensor sample(GenerativeModel p, Batch batch, RandomKey key) {
        Latents z = p.sample(key.split("z"), batch.size(), batch.given());
        return p.output(z, batch.given()).sample(key.split("x"));
    }

    private static Optional<Conditioning.Label> label(LatentVariableModel model) {
        List<Conditioning.Label> labels = model.generative().condition().labels();
        return labels.size() == 1 ? Optional.of(labels.get(0)) : Optional.empty();
    }

    private static void classes(
            LatentVariableModel model, Map<String, Tensor> given, int[] classes, int first) {
        label(model)
                .ifPresent(
                        label -> {
                            int[] own = given.get(label.name()).argMax(-1).readInts();
                            System.arraycopy(own, 0, classes, first, own.length);
                        });
    }

    static void copy(Tensor x, double[][] rows, int first) {
        int width = x.shape().extent(-1);
        double[] values = x.readDoubles();
        for (int i = 0; i < values.length / width; i++) {
            rows[first + i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
    }
}
