// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * A summary of one modality of data that have several: what its likelihood and its networks may
 * know.
 *
 * @param whole the data with all modalities
 */
@Internal
public record ModalitySummary(DataSummary whole, Modality modality) implements DataSummary {

    @Override
    public DataShape shape() {
        return modality.shape();
    }

    @Override
    public ValueDomain domain() {
        return modality.domain();
    }

    @Override
    public DataFacts facts() {
        return modality.facts();
    }

    @Override
    public int trainingSize() {
        return whole.trainingSize();
    }

    @Override
    public List<LabelColumn> labels() {
        return whole.labels();
    }

    @Override
    public double[] trainingMean() {
        return Arrays.copyOfRange(whole.trainingMean(), modality.from(), modality.to());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Examples without the modality are left out, so that there may be fewer.
     *
     * @throws DataException if no example that was drawn has it
     */
    @Override
    public Examples trainingSample(int count, RandomKey key) {
        Examples drawn = whole.trainingSample(count, key);
        int[] observed = Modality.observed(drawn, List.of(modality));
        if (observed.length == 0) {
            throw DataException.of(
                    "modality '%s' is missing in all of %s training examples",
                    modality.name(), drawn.size());
        }
        return Examples.of(new Part(drawn.select(observed), modality), modality.domain());
    }

    /** Returns the values of a modality in rows of whole data. */
    private record Part(Examples original, Modality modality) implements RowView {

        @Override
        public int width() {
            return modality.width();
        }

        @Override
        public ValuePrecision precision() {
            return original.precision();
        }

        @Override
        public void read(int row, double[] target, int offset) {
            double[] all = new double[original.width()];
            original.read(row, all, 0);
            System.arraycopy(all, modality.from(), target, offset, width());
        }
    }
}
