// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.random.RandomKey;

/**
 * A data set under a {@link Preparation}: what training streams and what evaluation sees.
 *
 * <p>Evaluation sees one fixed draw of the validation and test examples under the evaluation seed.
 * It is the same for every model and training seed, for static and dynamic binarisation, and for
 * dequantisation. Standardised values are computed from the training examples alone. Each example i
 * has its own key, so the first n examples of a set are the same bits whether or not the others are
 * used. For training examples, i is the index before validation examples were held out, so the
 * number held out does not change the rest.
 */
public final class PreparedData implements DataSummary {

    private static final int ROWS_OF_CONTENT = 10_000;

    private final Dataset dataset;
    private final Preparation preparation;
    private final ValueDomain domain;
    private final Examples train;
    private final Optional<Examples> validation;
    private final Examples test;
    private final RandomKey key;
    private final RandomKey evaluationKey;
    private final ValuePrecision precision;
    private final Optional<Standardization> standardization;

    /** Computed when they are asked for: each takes a pass over all training examples. */
    private double[] meanOfTraining = new double[0];

    private Optional<ValueMoments> momentsOfTraining = Optional.empty();

    /**
     * Prepares data.
     *
     * @param evaluationSeed of the one draw of the validation and test examples
     * @param precision of standardised values: the data set may be more exact
     * @param known how they are standardised; empty: by the statistics of the training examples
     */
    public PreparedData(
            Dataset dataset,
            Preparation preparation,
            long evaluationSeed,
            ValuePrecision precision,
            Optional<Standardization> known) {
        this(dataset, preparation, RandomKey.of(evaluationSeed), precision, known);
    }

    private PreparedData(
            Dataset dataset,
            Preparation preparation,
            RandomKey key,
            ValuePrecision precision,
            Optional<Standardization> known) {
        this.dataset = dataset;
        this.preparation = preparation;
        this.key = key;
        this.precision = precision;
        this.evaluationKey =
                preparation.drawnOnce().map(draw -> key.split(draw.keyName())).orElse(key);
        this.domain = preparation.resultOf(dataset.domain());
        if (dataset.facts().hasMissing() && preparation.drawnOnce().isPresent()) {
            throw DataException.of(
                    "%s has missing values, and only binarize: threshold keeps them; expected that,"
                            + " or neither binarize nor dequantize",
                    dataset.name());
        }
        this.standardization =
                preparation.standardizes()
                        ? known.or(() -> Optional.of(Standardization.of(moments(), dataset)))
                        : Optional.empty();
        this.validation = dataset.validation().map(held -> fixed(held, "validation"));
        this.test = fixed(dataset.test(), "test");
        this.train = training(dataset.train());
    }

    /**
     * These data standardised as those were that a model was trained on; the same data if they are
     * not standardised.
     */
    public PreparedData under(Standardization trained) {
        return standardization.isEmpty() || standardization.get().equals(trained)
                ? this
                : new PreparedData(dataset, preparation, key, precision, Optional.of(trained));
    }

    /** Returns the moments of all values of the training examples, before they are standardised. */
    synchronized ValueMoments moments() {
        if (momentsOfTraining.isEmpty()) {
            momentsOfTraining = Optional.of(ValueMoments.of(dataset.train().whole()));
        }
        return momentsOfTraining.get();
    }

    /**
     * Returns the named values, such as columns of a table, that are the same in all training
     * examples.
     */
    public List<String> constants() {
        List<String> names = dataset.valueNames();
        if (names.isEmpty()) {
            boolean all =
                    domain == ValueDomain.REAL
                            && IntStream.range(0, dataset.shape().size())
                                    .allMatch(moments()::isConstant);
            return all ? List.of("all values") : List.of();
        }
        return IntStream.range(0, names.size())
                .filter(moments()::isConstant)
                .mapToObj(names::get)
                .toList();
    }

    private PreparedData(PreparedData data, Examples evaluated) {
        this.dataset = data.dataset;
        this.preparation = data.preparation;
        this.key = data.key;
        this.precision = data.precision;
        this.evaluationKey = data.evaluationKey;
        this.domain = data.domain;
        this.standardization = data.standardization;
        this.validation = data.validation;
        this.test = evaluated;
        this.train = data.train;
    }

    /**
     * Returns these data with the validation examples in the place of the test examples.
     *
     * @throws DataException if there are no validation examples
     */
    public PreparedData judgedOnValidation() {
        return new PreparedData(
                this,
                validation.orElseThrow(
                        () ->
                                DataException.of(
                                        "a search, or evaluation.on: validation, needs"
                                                + " validation examples, and none are held"
                                                + " out\nset data.validation, for"
                                                + " example to 0.1")));
    }

    private Examples training(Examples examples) {
        if (preparation.binarization() instanceof Binarization.Static once) {
            RandomKey key = RandomKey.of(once.seed()).split("binarize").split("train");
            return drawn(examples, once, key);
        }
        return asTheyStay(examples);
    }

    public Dataset dataset() {
        return dataset;
    }

    public Preparation preparation() {
        return preparation;
    }

    @Override
    public String content() {
        Examples train = dataset.train();
        if (train.domain() == ValueDomain.COLUMNS || train.domain() == ValueDomain.MODALITIES) {
            Stream<String> kinds = form().columns().stream().map(column -> column.kind().label());
            return kinds.distinct().collect(Collectors.joining(" and "));
        }
        double[] row = new double[train.width()];
        DoubleSummaryStatistics found = new DoubleSummaryStatistics();
        boolean areWhole = true;
        for (int i = 0; i < Math.min(train.size(), ROWS_OF_CONTENT); i++) {
            train.read(i, row, 0);
            for (double value : row) {
                areWhole &= Double.isNaN(value) || value == Math.rint(value);
                if (!Double.isNaN(value)) {
                    found.accept(value);
                }
            }
        }
        return String.format(
                Locale.ROOT,
                areWhole ? "whole numbers from %.0f to %.0f" : "numbers from %.4g to %.4g",
                found.getMin(),
                found.getMax());
    }

    @Override
    public DataShape shape() {
        return dataset.shape();
    }

    @Override
    public ValueDomain domain() {
        return domain;
    }

    /**
     * The training examples that the stream reads; where batches are drawn anew these are the
     * values before the draw, not of {@link #domain}.
     */
    public Examples train() {
        return train;
    }

    /**
     * The training examples as evaluation would see them: of {@link #domain}, where batches are
     * drawn anew by one draw under the evaluation key.
     */
    public Examples trainingView() {
        return preparation
                .drawnAnew()
                .map(draw -> drawn(train, draw, evaluationKey.split("train")))
                .orElse(train);
    }

    /** The validation examples as evaluation sees them. */
    public Optional<Examples> validation() {
        return validation;
    }

    /** The test examples as evaluation sees them. */
    public Examples test() {
        return test;
    }

    /**
     * The training stream.
     *
     * @throws DataException if the batch size is not in 1 .. number of training examples
     */
    public Batches batches(int batchSize, RandomKey key) {
        return new Batches(
                train,
                batchSize,
                key,
                preparation.drawnInTraining(dataset.facts().form().vocabulary()));
    }

    @Override
    public DataFacts facts() {
        return dataset.facts();
    }

    @Override
    public boolean knowsDistances() {
        return test.distances().isPresent();
    }

    /**
     * Returns new examples as evaluation sees the test examples: standardised or drawn in the same
     * way, under keys of their content, so that equal examples stay equal.
     */
    public Examples prepared(Examples others) {
        return preparation
                .drawnOnce()
                .map(draw -> others.changedByContent(draw, evaluationKey.split("new")))
                .orElseGet(() -> asTheyStay(others));
    }

    @Override
    public int trainingSize() {
        return train.size();
    }

    @Override
    public List<LabelColumn> labels() {
        return train.labels().map(Labels::columns).orElse(List.of()).stream()
                .map(
                        column ->
                                new LabelColumn(
                                        column.name(),
                                        column.valueNames(),
                                        Arrays.stream(column.counts()).boxed().toList(),
                                        unknown(dataset.test(), column.name())
                                                + validation
                                                        .map(held -> unknown(held, column.name()))
                                                        .orElse(0)))
                .toList();
    }

    private static int unknown(Examples examples, String column) {
        return examples.labels().stream()
                .flatMap(labels -> labels.columns().stream())
                .filter(labels -> labels.name().equals(column))
                .mapToInt(labels -> labels.size() - Arrays.stream(labels.counts()).sum())
                .findFirst()
                .orElse(examples.size());
    }

    @Override
    public Optional<LeftOut> leftOut() {
        return dataset.leftOut();
    }

    @Override
    public Optional<ValueSplit> split() {
        return train.split();
    }

    @Override
    public Optional<Standardization> standardization() {
        return standardization;
    }

    @Override
    public synchronized double[] trainingMean() {
        if (meanOfTraining.length == 0) {
            meanOfTraining = computeTrainingMean();
        }
        return meanOfTraining.clone();
    }

    private double[] computeTrainingMean() {
        double[] mean = train.mean();
        if (preparation.dequantization().isPresent()) {
            // Of the noise the mean is 1/2.
            Arrays.setAll(mean, j -> Dequantization.spread(mean[j], 0.5));
        }
        return mean;
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        if (count < 1) {
            throw DataException.of("a sample of %s training examples, expected 1 or more", count);
        }
        int[] order = key.split("choice").permutation(train.size());
        Examples chosen = train.select(Arrays.copyOf(order, Math.min(count, order.length)));
        return preparation
                .drawnAnew()
                .map(draw -> drawn(chosen, draw, key.split(draw.keyName())))
                .orElse(chosen);
    }

    private Examples fixed(Examples examples, String part) {
        return preparation
                .drawnOnce()
                .map(draw -> drawn(examples, draw, evaluationKey.split(part)))
                .orElseGet(() -> asTheyStay(examples));
    }

    /** The examples as they are, unless they are standardised, or zeros and ones by a threshold. */
    private Examples asTheyStay(Examples examples) {
        if (standardization.isPresent()) {
            return examples.standardized(standardization.get(), precision, dataset.facts());
        }
        return preparation.binarization() instanceof Binarization.Threshold threshold
                ? drawn(examples, threshold, key)
                : examples;
    }

    /** Draws all values, given values too, whenever an example is read. */
    private static Examples drawn(Examples examples, ValueDraw draw, RandomKey key) {
        return examples.changed(draw, key);
    }
}
