// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;

/**
 * A summary of training data that is kept with a trained model. The model can then be assembled and
 * used where the training data are absent.
 *
 * @param shape of the modelled values
 * @param domain of the values of a training batch
 * @param loaded the domain of the values as the source loads them, before they are binarised or
 *     dequantised
 * @param split the given values; empty if all are modelled
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record StoredSummary(
        DataShape shape,
        ValueDomain domain,
        ValueDomain loaded,
        DataFacts facts,
        int trainingSize,
        List<LabelColumn> labels,
        Optional<ValueSplit> split,
        Optional<Standardization> standardization,
        double[] trainingMean)
        implements DataSummary {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public StoredSummary {
        labels = List.copyOf(labels);
    }

    /** Returns the summary of training data. */
    public static StoredSummary of(PreparedData data) {
        return new StoredSummary(
                data.shape(),
                data.domain(),
                data.dataset().domain(),
                data.facts(),
                data.trainingSize(),
                data.labels(),
                data.split(),
                data.standardization(),
                data.trainingMean());
    }

    /**
     * Returns a summary of the data as their source loads them: whole examples, before any
     * preparation. Readers of new files need it.
     *
     * @param mayMiss whether values of new files may be missing, even if none was in training
     * @param mayLack whether whole modalities may
     */
    public StoredSummary asLoaded(boolean mayMiss, boolean mayLack) {
        return new StoredSummary(
                split.map(ValueSplit::whole).orElse(shape),
                loaded,
                loaded,
                facts.missing(mayMiss, mayLack),
                trainingSize,
                labels,
                split,
                Optional.empty(),
                new double[0]);
    }

    /**
     * Returns stand-ins: random values of the domain. The examples are gone, and what a model
     * learned from them is in its parameters, which are restored after it is assembled.
     */
    @Override
    public Examples trainingSample(int count, RandomKey key) {
        if (count < 1) {
            throw DataException.of("a sample of %s training examples, expected 1 or more", count);
        }
        return StandIns.of(this, Math.min(count, trainingSize), key);
    }

    /**
     * What the JSON holds. {@link #standardization} and {@link #trainingMean} are stored as arrays;
     * remarks, dropped columns and the distribution of the facts are not stored.
     */
    private record Text(
            DataShape shape,
            String domain,
            String loaded,
            @Nullable Form form,
            boolean hasMissing,
            int trainingSize,
            List<LabelColumn> labels,
            @Nullable ValueSplit split) {}

    /**
     * Returns the JSON that {@link #read} takes with {@link #standardization} and {@link
     * #trainingMean}. Of the facts it has the form, and whether values may be missing.
     */
    public String json() {
        try {
            return MAPPER.writeValueAsString(
                    new Text(
                            shape,
                            domain.name(),
                            loaded.name(),
                            facts.form(),
                            facts.hasMissing(),
                            trainingSize,
                            labels,
                            split.orElse(null)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary of records is JSON", e);
        }
    }

    /**
     * Reads what {@link #json} returned.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static StoredSummary read(
            String json, Optional<Standardization> standardization, double[] trainingMean) {
        try {
            Text text = MAPPER.readValue(json, Text.class);
            if (text.form() == null) {
                throw new IllegalArgumentException(
                        "the summary of the training data cannot be read: it has no form of examples");
            }
            return new StoredSummary(
                    text.shape(),
                    ValueDomain.valueOf(text.domain()),
                    ValueDomain.valueOf(text.loaded()),
                    DataFacts.of(text.form(), text.hasMissing()),
                    text.trainingSize(),
                    text.labels(),
                    Optional.ofNullable(text.split()),
                    standardization,
                    trainingMean);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the summary of the training data cannot be read: " + e.getOriginalMessage(),
                    e);
        }
    }
}
