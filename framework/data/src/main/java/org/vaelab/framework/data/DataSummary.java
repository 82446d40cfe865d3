// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;

/**
 * What a model may know of its training data before it is trained: initial values come from it,
 * such as the decoder's output bias, pseudo-inputs, or the entries of a codebook.
 */
public interface DataSummary {

    DataShape shape();

    /** The set in which the values of training batches lie. */
    ValueDomain domain();

    /** Returns what is known of the values; nothing by default. */
    default DataFacts facts() {
        return DataFacts.NONE;
    }

    /**
     * Returns in words which values the examples have, for messages; empty if nothing is known of
     * them.
     */
    default String content() {
        return "";
    }

    /** Returns what an example is. */
    default Form form() {
        return facts().form();
    }

    /**
     * Returns whether values may be missing in training or later: NaN in x. Ends of texts are no
     * missing values.
     */
    default boolean hasMissing() {
        return facts().hasMissing();
    }

    /**
     * Returns whether the true distances between test examples are known. By default they are not.
     */
    default boolean knowsDistances() {
        return false;
    }

    int trainingSize();

    /** Returns the label columns in order, without the labels. */
    List<LabelColumn> labels();

    /** Returns the classes that training does without; empty by default. */
    default Optional<LeftOut> leftOut() {
        return Optional.empty();
    }

    /** Returns which values are given and not modelled; empty by default. */
    default Optional<ValueSplit> split() {
        return Optional.empty();
    }

    /** Returns the standardisation of all values, given ones included; empty by default. */
    default Optional<Standardization> standardization() {
        return Optional.empty();
    }

    /**
     * A column of labels.
     *
     * @param name of the column
     * @param valueNames what value k means, at place k
     * @param trained of how many training examples the label is known to be k, at place k
     * @param unknownHeldOut the number of validation and test examples whose label is not known
     */
    record LabelColumn(
            String name, List<String> valueNames, List<Integer> trained, int unknownHeldOut) {

        public LabelColumn {
            valueNames = List.copyOf(valueNames);
            trained = List.copyOf(trained);
        }

        /** Creates a column whose values all occur in training, and whose labels are all known. */
        public LabelColumn(String name, List<String> valueNames) {
            this(name, valueNames, Collections.nCopies(valueNames.size(), 1), 0);
        }

        /** Returns the number of training examples whose label is known. */
        public int known() {
            return trained.stream().mapToInt(Integer::intValue).sum();
        }

        public int cardinality() {
            return valueNames.size();
        }
    }

    /**
     * The mean of every value over the training stream, [width]; under dynamic binarisation its
     * expectation.
     */
    double[] trainingMean();

    /**
     * Different training examples, drawn without replacement, with the values of a training batch:
     * under dynamic binarisation each is one draw. All examples, in another order, if there are no
     * more.
     *
     * @param count how many, at least 1
     * @param key the same key gives the same examples
     * @throws DataException if the count is below 1
     */
    Examples trainingSample(int count, RandomKey key);

    /**
     * Returns the variance of the observed numbers of each value about {@link #trainingMean}, over
     * some training examples, [width].
     *
     * @param most how many examples at most
     */
    default double[] trainingVariances(int most, RandomKey key) {
        double[] mean = trainingMean();
        Examples examples = trainingSample(Math.min(most, trainingSize()), key);
        double[] variances = new double[mean.length];
        double[] observed = new double[mean.length];
        double[] row = new double[mean.length];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int d = 0; d < row.length; d++) {
                if (!Double.isNaN(row[d])) {
                    double deviation = row[d] - mean[d];
                    variances[d] += deviation * deviation / examples.size();
                    observed[d]++;
                }
            }
        }
        // The factor is exactly 1 where no value is missing.
        Arrays.setAll(variances, d -> variances[d] * (examples.size() / Math.max(1, observed[d])));
        return variances;
    }
}
