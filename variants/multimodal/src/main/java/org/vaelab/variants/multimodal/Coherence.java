// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PartialInference;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * Whether generated modalities belong to the same class as what they were generated from (Shi et
 * al. 2019, section 4.1). The judge of a modality is the vote of the {@value #NEIGHBOURS} nearest
 * of {@value #FITTED} real training examples.
 *
 * <ul>
 *   <li>Part {@code <modality>}: x_a is drawn from p(x_a given z), z from q(z given all others) of
 *       a test example. The share of draws in which the judge sees the example's label. The number
 *       is their mean.
 *   <li>Part {@code joint}: z is drawn from the prior, and one value of each modality. The share of
 *       draws in which all judges agree.
 *   <li>Part {@code judge.<modality>}: the accuracy of the judge on real test examples, which is
 *       what perfect samples would reach.
 * </ul>
 *
 * <p>Standard errors are over examples: the modalities of one example are no independent data.
 */
@Cites("shi2019")
@Part("coherence")
public final class Coherence implements Metric {

    private static final int FITTED = 2000;
    private static final int TESTED = 500;
    private static final int NEIGHBOURS = 5;

    private static final String JOINT = "joint";
    private static final String JUDGE = "judge.";

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Coherence",
                        Direction.HIGHER,
                        "The share of modalities drawn given the others in which a classifier of real data sees"
                                + " the right label. Its parts named judge are the accuracy of the classifier.")
                .within(0, 1);
    }

    @Override
    public MetricDescription describe(String part, MetricDescription whole) {
        String sentence =
                part.equals(JOINT)
                        ? "The share of draws of the prior in whose modalities the classifiers see one label. Its data are"
                                + " the draws."
                        : part.startsWith(JUDGE)
                                ? "The accuracy of the classifier on real test examples. No model is involved."
                                : "The share of draws of this modality given the others in which a classifier"
                                        + " of real data sees the right label.";
        return whole.part(whole.label() + ", " + part.replace('.', ' '), sentence);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        List<Modality> modalities = ConditionalLogLikelihood.modalities(subject);
        GenerativeModel generative = subject.model().generative();
        if (!generative.condition().isNone()) {
            throw new UndefinedMetricException("it is not for models with a condition");
        }
        Examples training =
                subject.training()
                        .orElseThrow(
                                () ->
                                        new UndefinedMetricException(
                                                "there are no training examples"));
        int[] order = subject.key().split("training").permutation(training.size());
        int[] testOrder = subject.key().split("test").permutation(subject.test().size());
        Map<String, NearestNeighbours> judges = new LinkedHashMap<>();
        Map<String, Estimate> parts = new LinkedHashMap<>();
        Map<String, Integer> examples = new LinkedHashMap<>();
        List<double[]> right = new ArrayList<>();
        List<double[]> counted = new ArrayList<>();
        int most = 0;
        for (Modality modality : modalities) {
            Examples fitted = training.select(labelled(training, Set.of(modality), FITTED, order));
            judges.put(
                    modality.name(),
                    new NearestNeighbours(
                            values(fitted, modality),
                            labels(fitted).values(),
                            Math.min(NEIGHBOURS, fitted.size())));
        }
        for (Modality modality : modalities) {
            List<Modality> others = ConditionalLogLikelihood.others(modalities, modality);
            int[] rows = labelled(subject.test(), Set.copyOf(others), TESTED, testOrder);
            Examples given = subject.test().select(rows);
            double[][] drawn = drawn(subject, given, others, modality);
            double[] hits = hits(judges.get(modality.name()).predict(drawn), labels(given));
            parts.put(modality.name(), share(hits));
            examples.put(modality.name(), rows.length);
            right.add(spread(hits, rows, subject.test().size()));
            Arrays.fill(hits, 1);
            counted.add(spread(hits, rows, subject.test().size()));
            most = Math.max(most, rows.length);
        }
        parts.put(JOINT, share(agreement(subject, modalities, judges)));
        examples.put(JOINT, TESTED);
        for (Modality modality : modalities) {
            Examples real =
                    subject.test()
                            .select(labelled(subject.test(), Set.of(modality), TESTED, testOrder));
            int[] seen = judges.get(modality.name()).predict(values(real, modality));
            parts.put(JUDGE + modality.name(), share(hits(seen, labels(real))));
            examples.put(JUDGE + modality.name(), real.size());
        }
        RatioOfMeans mean = RatioOfMeans.averageOf(right, counted);
        return new Measurement.Measured(
                        new Estimate(
                                mean.value(),
                                mean.standardError(),
                                "1",
                                EstimateKind.NOT_A_LIKELIHOOD,
                                1),
                        most,
                        parts)
                .partsOf(examples);
    }

    /** Returns the numbers of some rows among those of all, of which the others are 0. */
    private static double[] spread(double[] numbers, int[] rows, int size) {
        double[] all = new double[size];
        for (int i = 0; i < rows.length; i++) {
            all[rows[i]] = numbers[i];
        }
        return all;
    }

    /** Returns one draw of a modality for each example, by its q. */
    private static double[][] drawn(
            MetricContext subject, Examples given, List<Modality> others, Modality modality) {
        LatentVariableModel model = subject.model();
        Inference partial = new PartialInference(model.inference(), others);
        double[][] all = new double[given.size()][];
        RandomKey key = subject.key().split(modality.name());
        subject.on(model.with(partial), subject.data())
                .forEachPosterior(
                        given,
                        (q, first, size) -> {
                            RandomKey own = key.fold(first);
                            Latents z = q.draw(own.split("z"), 1).one(own.split("one"));
                            double[][] x = draws(subject, z, size, own.split("x"));
                            for (int i = 0; i < size; i++) {
                                all[first + i] = part(x[i], modality);
                            }
                        });
        return all;
    }

    private static double[][] draws(MetricContext subject, Latents z, int rows, RandomKey key) {
        double[] x = subject.model().generative().output(z, Map.of()).sample(key).readDoubles();
        double[][] all = new double[rows][x.length / rows];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * all[i].length, all[i], 0, all[i].length);
        }
        return all;
    }

    private static double[] agreement(
            MetricContext subject,
            List<Modality> modalities,
            Map<String, NearestNeighbours> judges) {
        double[] agree = new double[TESTED];
        RandomKey key = subject.key().split("joint");
        subject.inScope(
                () -> {
                    GenerativeModel generative = subject.model().generative();
                    Latents z = generative.sample(key.split("z"), TESTED, Map.of());
                    double[][] x = draws(subject, z, TESTED, key.split("x"));
                    int[][] seen =
                            modalities.stream()
                                    .map(m -> judges.get(m.name()).predict(values(x, m)))
                                    .toArray(int[][]::new);
                    Arrays.setAll(
                            agree,
                            i ->
                                    Arrays.stream(seen).mapToInt(of -> of[i]).distinct().count()
                                                    == 1
                                            ? 1
                                            : 0);
                });
        return agree;
    }

    private static double[][] values(Examples examples, Modality modality) {
        double[][] all = new double[examples.size()][examples.width()];
        for (int i = 0; i < all.length; i++) {
            examples.read(i, all[i], 0);
        }
        return values(all, modality);
    }

    private static double[][] values(double[][] rows, Modality modality) {
        return Arrays.stream(rows).map(row -> part(row, modality)).toArray(double[][]::new);
    }

    /** Returns the values of a modality; what follows the end of a text is -1. */
    private static double[] part(double[] row, Modality modality) {
        return Arrays.stream(row, modality.from(), modality.to())
                .map(value -> Double.isNaN(value) ? -1 : value)
                .toArray();
    }

    private static double[] hits(int[] seen, Labels.Column labels) {
        double[] hits = new double[seen.length];
        Arrays.setAll(hits, i -> seen[i] == labels.value(i) ? 1 : 0);
        return hits;
    }

    private static Estimate share(double[] hits) {
        return Estimate.ofMean(hits, "1", EstimateKind.NOT_A_LIKELIHOOD, 1);
    }

    /**
     * Returns the labels that classifiers predict: the column {@code label}, or the only one.
     *
     * @throws UndefinedMetricException if there is none
     */
    private static Labels.Column labels(Examples examples) {
        List<Labels.Column> columns = examples.labels().map(Labels::columns).orElse(List.of());
        return columns.stream()
                .filter(column -> columns.size() == 1 || column.name().equals("label"))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UndefinedMetricException(
                                        "the data have no label column, or several and none is 'label'"));
    }

    /** Returns the rows of some examples with a known label that have some modalities. */
    private static int[] labelled(Examples examples, Set<Modality> having, int most, int[] order) {
        Labels.Column labels = labels(examples);
        double[] row = new double[examples.width()];
        int[] found =
                Arrays.stream(order)
                        .filter(i -> labels.value(i) != Labels.UNKNOWN)
                        .filter(
                                i -> {
                                    examples.read(i, row, 0);
                                    return having.stream().allMatch(m -> m.isObserved(row));
                                })
                        .limit(most)
                        .toArray();
        if (found.length == 0) {
            throw new UndefinedMetricException("no example has a label and all modalities");
        }
        return found;
    }
}
