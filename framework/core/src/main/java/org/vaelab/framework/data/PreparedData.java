// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;

/**
 * A data set under a {@link Binarization}: what training streams and what evaluation sees.
 *
 * <p>Evaluation sees one fixed draw of the validation and of the test examples under the evaluation
 * seed, the same for every model and every training seed, for static and for dynamic binarisation.
 * Example i is drawn under a key of its own, so the first n examples of a set are the same bits
 * whether or not the others are used. Of the training examples i is the place before validation
 * examples were held out: how many were makes no difference to those that are left.
 */
public final class PreparedData implements DataSummary {
    private final Dataset dataset;
    private final Binarization binarization;
    private final ValueDomain domain;
    private final Examples train;
    private final Optional<Examples> validation;
    private final Examples test;
    private final RandomKey evaluationKey;

    private PreparedData(Dataset dataset, Binarization binarization, RandomKey evaluationKey) {
        this.dataset = dataset;
        this.binarization = binarization;
        this.evaluationKey = evaluationKey;
        this.domain = binarization.resultOf(dataset.domain());
        this.validation =
                dataset.validation()
                        .map(held -> fixed(held, binarization, evaluationKey.split("validation")));
        this.test = fixed(dataset.test(), binarization, evaluationKey.split("test"));
        this.train = training(dataset.train(), binarization);
    }

    static PreparedData of(Dataset dataset, Binarization binarization, RandomKey evaluationKey) {
        return new PreparedData(dataset, binarization, evaluationKey);
    }

    private static Examples training(Examples examples, Binarization binarization) {
        if (binarization instanceof Binarization.Static once) {
            RandomKey key = RandomKey.of(once.seed()).split("binarize").split("train");
            return drawn(examples, key);
        }
        return binarization instanceof Binarization.Threshold threshold
                ? thresholded(examples, threshold.level())
                : examples;
    }

    /** The data set as it was loaded and split. */
    public Dataset dataset() {
        return dataset;
    }

    /** How the values became zeros and ones, or that they did not. */
    public Binarization binarization() {
        return binarization;
    }

    @Override
    public DataShape shape() {
        return dataset.shape();
    }

    /** The set in which the values of training batches and evaluation examples lie. */
    @Override
    public ValueDomain domain() {
        return domain;
    }

    /**
     * The training examples that the stream reads; under dynamic binarisation these are the values
     * before the draw, not of {@link #domain}.
     */
    public Examples train() {
        return train;
    }

    /**
     * The training examples as evaluation would see them: of {@link #domain}, under dynamic
     * binarisation by one draw under the evaluation key.
     */
    public Examples trainingView() {
        return binarization instanceof Binarization.Dynamic
                ? drawn(train, evaluationKey.split("train"))
                : train;
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
        return new Batches(train, batchSize, key, binarization instanceof Binarization.Dynamic);
    }

    @Override
    public int trainingSize() {
        return train.size();
    }

    @Override
    public List<LabelColumn> labels() {
        return train.labels().map(Labels::columns).orElse(List.of()).stream()
                .map(column -> new LabelColumn(column.name(), column.valueNames()))
                .toList();
    }

    @Override
    public double[] trainingMean() {
        return train.mean();
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        if (count < 1) {
            throw new DataException(
                    "a sample of " + count + " training examples, expected 1 or more");
        }
        int[] order = key.split("choice").permutation(train.size());
        Examples chosen = train.select(Arrays.copyOf(order, Math.min(count, order.length)));
        return binarization instanceof Binarization.Dynamic
                ? drawn(chosen, key.split("binarize"))
                : chosen;
    }

    private static Examples fixed(Examples examples, Binarization binarization, RandomKey key) {
        if (binarization instanceof Binarization.None) {
            return examples;
        }
        return binarization instanceof Binarization.Threshold threshold
                ? thresholded(examples, threshold.level())
                : drawn(examples, key);
    }

    private static Examples thresholded(Examples examples, double level) {
        return binary(
                examples,
                (index, row) -> {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = row[j] > level ? 1 : 0;
                    }
                });
    }

    private static Examples drawn(Examples examples, RandomKey key) {
        return binary(
                examples, (index, row) -> key.fold(examples.number(index)).bernoulli(row, row));
    }

    private static Examples binary(Examples examples, RowBinarizer binarizer) {
        int width = examples.width();
        long length = (long) examples.size() * width;
        if (length > Integer.MAX_VALUE - 8) {
            throw new DataException("binarised examples of " + length + " values exceed one array");
        }
        byte[] bits = new byte[(int) length];
        float[] row = new float[width];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            binarizer.binarize(i, row);
            for (int j = 0; j < width; j++) {
                bits[i * width + j] = (byte) row[j];
            }
        }
        Examples binary = Examples.binary(width, bits);
        return examples.labels().map(binary::withLabels).orElse(binary);
    }

    /** Makes zeros and ones of a row, in place. */
    @FunctionalInterface
    private interface RowBinarizer {
        void binarize(int index, float[] row);
    }
}
