// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A small model that was not trained, with data on which metrics are tried. The first two binary
 * values encode the class {@code label}, and each of the next two is a column.
 */
record MetricTrial(
        LatentVariableModel model,
        Metrics metrics,
        Map<String, PartChoice> chosen,
        Examples test,
        Examples training,
        RandomKey key) {

    /** The number of test examples, more than the evaluation takes at once. */
    static final int TEST = 120;

    /** The test examples that the evaluation takes at once. */
    private static final int BLOCK = 100;

    /** The number of training examples, enough for metrics that fit to 3,000 labels. */
    private static final int TRAINING = 3100;

    private static final int FEW = 700;

    static final int WIDTH = 8;

    /** The rows that a decoder sees at once, unless it is said: those of whole blocks. */
    static final int ROWS = 5000;

    /** The measured metrics, the reasons for absent ones, and the exceptions of metrics. */
    record Outcome(
            Map<String, Estimate> metrics,
            Map<String, String> absent,
            Map<String, Integer> examples,
            Map<String, Throwable> failures,
            Map<String, DiagnosticCurves> curves) {}

    static MetricTrial of(
            TensorRuntime runtime,
            Plugins plugins,
            ConfiguredPart posterior,
            Metrics metrics,
            RandomKey key) {
        return of(
                runtime,
                plugins,
                Assembly.toy(5).withPosterior(PartContract.posterior(posterior)),
                metrics,
                key);
    }

    static MetricTrial of(
            TensorRuntime runtime,
            Plugins plugins,
            ModelBlueprint blueprint,
            Metrics metrics,
            RandomKey key) {
        LatentVariableModel model;
        try (TensorScope scope = runtime.scope()) {
            model =
                    Assembly.assemble(blueprint, runtime, plugins, WIDTH, ValueDomain.BINARY, key)
                            .model();
        }
        return new MetricTrial(
                model,
                metrics,
                Map.of(),
                examples(TEST, key.split("test")),
                examples(TRAINING, key.split("training")),
                key.split("evaluation"));
    }

    private static Examples examples(int size, RandomKey key) {
        double[] uniform = key.uniform(size * WIDTH);
        byte[] bits = new byte[uniform.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) (uniform[i] < 0.5 ? 0 : 1);
        }
        return labelled(bits);
    }

    static Examples labelled(byte[] bits) {
        return withDistances(Examples.binary(WIDTH, bits)).withLabels(labels(bits));
    }

    static Examples withDistances(Examples examples) {
        return examples.withDistances((i, j) -> Math.abs(i - j));
    }

    static Labels labels(byte[] bits) {
        int size = bits.length / WIDTH;
        int[][] columns = new int[3][size];
        for (int i = 0; i < size; i++) {
            columns[0][i] = bits[i * WIDTH] + 2 * bits[i * WIDTH + 1];
            columns[1][i] = bits[i * WIDTH + 2];
            columns[2][i] = bits[i * WIDTH + 3];
        }
        return Labels.of(
                List.of(
                        Labels.Column.of("label", 4, columns[0]),
                        Labels.Column.of("third", 2, columns[1]),
                        Labels.Column.of("fourth", 2, columns[2])));
    }

    /** Returns the same, where some metrics have these settings. */
    MetricTrial with(Map<String, PartChoice> settings) {
        return new MetricTrial(model, metrics, settings, test, training, key);
    }

    /** Returns data with few training examples, for checks that need no more. */
    EvaluationData few() {
        return EvaluationData.of(test, () -> training.first(FEW));
    }

    /** Returns few data with the same test examples in another order. */
    EvaluationData inOrder(IntUnaryOperator order) {
        byte[] bits = new byte[TEST * WIDTH];
        double[] row = new double[WIDTH];
        for (int i = 0; i < bits.length; i++) {
            if (i % WIDTH == 0) {
                test.read(order.applyAsInt(i / WIDTH), row, 0);
            }
            bits[i] = (byte) row[i % WIDTH];
        }
        return EvaluationData.of(labelled(bits), () -> training.first(FEW));
    }

    /** Returns another model with other data. */
    MetricTrial another(LatentVariableModel other, RandomKey own) {
        return new MetricTrial(
                other,
                metrics,
                chosen,
                examples(TEST, own),
                examples(FEW, own.split("training")),
                key);
    }

    /**
     * Moves what the encoder says of one half of the numbers of z.
     *
     * @param outputs of the encoder: of the first factor, then of the second
     */
    void moveHalf(boolean second, int outputs, RandomKey own) {
        try (TensorScope scope = model.runtime().scope()) {
            for (Parameter parameter : model.inference().parameters()) {
                Shape shape = parameter.value().shape();
                if (shape.extent(-1) == outputs) {
                    double[] values = parameter.value().readDoubles();
                    double[] noise = own.split(parameter.name()).normal(values.length);
                    for (int i = 0; i < values.length; i++) {
                        boolean isSecond = i % outputs >= outputs / 2;
                        values[i] += isSecond == second ? noise[i] : 0;
                    }
                    parameter.assign(model.runtime().tensor(values, shape));
                }
            }
        }
    }

    /** Returns the same with other training examples. */
    MetricTrial withOtherTraining(RandomKey own) {
        return new MetricTrial(model, metrics, chosen, test, examples(FEW, own), key);
    }

    EvaluationData data() {
        return EvaluationData.of(test, () -> training);
    }

    /** Returns data with other examples in the first block, the others as they are. */
    EvaluationData otherFirstBlock() {
        return EvaluationData.of(
                joined(examples(TEST, key.split("first block")), test), () -> training);
    }

    /** Returns data with other examples after the first block. */
    EvaluationData otherLastBlock(int trial) {
        return EvaluationData.of(
                joined(test, examples(TEST, key.split("last block").fold(trial))), () -> training);
    }

    /** Returns the first block of some examples, and the others of those of equal number. */
    private static Examples joined(Examples first, Examples last) {
        byte[] bits = new byte[TEST * WIDTH];
        double[] row = new double[WIDTH];
        for (int i = 0; i < TEST; i++) {
            (i < BLOCK ? first : last).read(i, row, 0);
            for (int j = 0; j < WIDTH; j++) {
                bits[i * WIDTH + j] = (byte) row[j];
            }
        }
        return labelled(bits);
    }

    /** Returns data that lack something, by what they are. */
    Map<String, EvaluationData> otherData() {
        Map<String, EvaluationData> other = new LinkedHashMap<>();
        other.put("test examples alone", EvaluationData.ofTest(test));
        other.put(
                "data without labels",
                EvaluationData.of(unlabelled(test), () -> unlabelled(training)));
        other.put("one test example", EvaluationData.of(test.first(1), () -> training));
        other.put(
                "data of which every third label is known",
                EvaluationData.of(partlyLabelled(test), () -> partlyLabelled(training)));
        return other;
    }

    private static Examples partlyLabelled(Examples examples) {
        List<Labels.Column> columns =
                examples.labels().orElseThrow().columns().stream()
                        .map(MetricTrial::everyThird)
                        .toList();
        return examples.withLabels(Labels.of(columns));
    }

    private static Labels.Column everyThird(Labels.Column column) {
        int[] values = column.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 3 == 0 ? values[i] : Labels.UNKNOWN;
        }
        return Labels.Column.of(column.name(), column.valueNames().size(), values);
    }

    private static Examples unlabelled(Examples examples) {
        byte[] bits = new byte[examples.size() * WIDTH];
        double[] row = new double[WIDTH];
        for (int i = 0; i < bits.length; i++) {
            if (i % WIDTH == 0) {
                examples.read(i / WIDTH, row, 0);
            }
            bits[i] = (byte) row[i % WIDTH];
        }
        return Examples.binary(WIDTH, bits);
    }

    /** Measures, of a model that was trained without the class 3 where there are labels. */
    Outcome measure(EvaluationData data, List<String> names) {
        return measure(data, names, ROWS, key);
    }

    /**
     * Measures with another key.
     *
     * @param rows that a decoder sees at once; below 100 it is the size of a block of examples
     */
    Outcome measure(EvaluationData data, List<String> names, int rows, RandomKey own) {
        boolean hasClass =
                data.test()
                        .labels()
                        .filter(labels -> labels.columns().stream().anyMatch(MetricTrial::hasClass))
                        .isPresent();
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                2,
                                "samples",
                                1,
                                "metrics",
                                names.stream()
                                        .map(name -> chosen.getOrDefault(name, PartChoice.of(name)))
                                        .toList(),
                                "maxDecoderRows",
                                rows));
        EvaluationResult result =
                new Evaluator(
                                settings,
                                metrics,
                                0,
                                hasClass
                                        ? Optional.of(new LeftOut("label", List.of("3")))
                                        : Optional.empty())
                        .evaluate(model, List.of(), data, own, EvaluationProgress.SILENT);
        return new Outcome(
                result.metrics(),
                result.absent(),
                result.examples(),
                result.failures(),
                result.diagnostics());
    }

    /** Returns whether it is the column of labels, with a class 3. */
    private static boolean hasClass(Labels.Column column) {
        return column.name().equals("label") && column.valueNames().size() > 3;
    }

    double[] values() {
        double[] all = new double[(test.size() + training.size()) * WIDTH];
        for (int i = 0; i < test.size(); i++) {
            test.read(i, all, i * WIDTH);
        }
        for (int i = 0; i < training.size(); i++) {
            training.read(i, all, (test.size() + i) * WIDTH);
        }
        return all;
    }
}
