// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Optional;

/**
 * What is done to the values of a data set before a model sees them.
 *
 * @param binarization how they become zeros and ones, or that they do not
 * @param dequantization how grey levels are spread over their bins; empty if they stay as they are
 * @param standardizes whether real values are standardised by the statistics of the training
 *     examples; of columns of several kinds, those that are real numbers or dates
 * @param wordDropout the probability that the decoder is not shown a token of a training batch, in
 *     [0, 1]
 */
public record Preparation(
        Binarization binarization,
        Optional<Dequantization> dequantization,
        boolean standardizes,
        double wordDropout) {

    /** The values as they are. */
    public static final Preparation NONE = of(new Binarization.None());

    /** Returns the preparation that only binarises. */
    public static Preparation of(Binarization binarization) {
        return new Preparation(binarization, Optional.empty(), false, 0);
    }

    /** Returns this preparation, which standardises real values. */
    public Preparation standardizing() {
        return new Preparation(binarization, dequantization, true, wordDropout);
    }

    /**
     * Checks that values are not asked to be both.
     *
     * @throws DataException if they are
     */
    public Preparation {
        if (dequantization.isPresent() && !(binarization instanceof Binarization.None)) {
            throw DataException.of(
                    "dequantize: %s and binarize: %s: zeros and ones have no bins; expected one"
                            + " of the two",
                    dequantization.get(), binarization);
        }
        if (!(wordDropout >= 0 && wordDropout <= 1)) {
            throw DataException.of(
                    "wordDropout: %s: expected a probability, from 0 to 1", wordDropout);
        }
    }

    /**
     * The domain of the values that a model sees.
     *
     * @throws DataException if values of {@code domain} cannot be prepared in this way
     */
    public ValueDomain resultOf(ValueDomain domain) {
        if (standardizes && domain != ValueDomain.REAL && domain != ValueDomain.COLUMNS) {
            throw DataException.of(
                    "standardize: true: the data are %s, and only real numbers can be"
                            + " standardised; leave it out",
                    domain.label());
        }
        if (wordDropout > 0 && domain != ValueDomain.TOKENS) {
            throw DataException.of(
                    "wordDropout: %s: the data are %s, and only texts have words; leave it out",
                    wordDropout, domain.label());
        }
        if (dequantization.isEmpty()) {
            return binarization.resultOf(domain);
        }
        if (domain != ValueDomain.GREY_LEVELS) {
            throw DataException.of(
                    "dequantize: %s: the data are %s, and only grey levels have bins; leave it"
                            + " out",
                    dequantization.get(), domain.label());
        }
        return ValueDomain.UNIT_INTERVAL;
    }

    /**
     * The data set as training and evaluation see it, standardised by the statistics of its
     * training examples; {@link PreparedData} says what is drawn when.
     *
     * @param evaluationSeed of the one draw of the validation and test examples
     * @throws DataException as {@link #resultOf}
     */
    public PreparedData apply(Dataset dataset, long evaluationSeed) {
        return new PreparedData(
                dataset, this, evaluationSeed, dataset.train().precision(), Optional.empty());
    }

    /**
     * Returns the random change of every training batch; empty if there is none.
     *
     * @param vocabulary of texts
     */
    Optional<ValueDraw> drawnInTraining(Optional<Vocabulary> vocabulary) {
        return wordDropout > 0
                ? vocabulary.map(of -> new WordDropout((float) wordDropout, of.size()))
                : drawnAnew();
    }

    /**
     * Returns the random change of the values themselves, in every batch; empty if there is none.
     */
    Optional<ValueDraw> drawnAnew() {
        if (dequantization.isPresent()) {
            return Optional.of(dequantization.get());
        }
        return binarization instanceof Binarization.Dynamic anew
                ? Optional.of(anew)
                : Optional.empty();
    }

    /** Returns the random change that is drawn once for evaluation; empty if there is none. */
    Optional<ValueDraw> drawnOnce() {
        return binarization instanceof Binarization.Static once ? Optional.of(once) : drawnAnew();
    }
}
