// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * A summary of data whose windows are scaled, {@link ValueSplit#SCALE}, with the values y = (x - m)
 * / s that networks see. A model starts from it.
 *
 * @param original the data in their units
 */
@Internal
public record ScaledSummary(DataSummary original) implements DataSummary {

    private static final int EXAMPLES = 1000;

    /** Returns the summary of what networks see: data without a scale are as they are. */
    public static DataSummary of(DataSummary data) {
        boolean isScaled = data.split().flatMap(all -> all.find(ValueSplit.SCALE)).isPresent();
        return isScaled ? new ScaledSummary(data) : data;
    }

    @Override
    public DataShape shape() {
        return original.shape();
    }

    @Override
    public ValueDomain domain() {
        return original.domain();
    }

    @Override
    public DataFacts facts() {
        return original.facts();
    }

    @Override
    public int trainingSize() {
        return original.trainingSize();
    }

    @Override
    public List<LabelColumn> labels() {
        return original.labels();
    }

    @Override
    public Optional<ValueSplit> split() {
        return original.split();
    }

    /** Returns the mean over some training examples. */
    @Override
    public double[] trainingMean() {
        return trainingSample(EXAMPLES, RandomKey.of(0)).mean();
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        Examples drawn = original.trainingSample(count, key);
        if (drawn.split().isEmpty()) {
            // Stand-ins of examples that are gone have no level.
            return drawn;
        }
        return Examples.of(new Scaled(drawn.whole(), shape().size()), domain());
    }

    /** Values by the level and the spread of each, which lie after them. */
    private record Scaled(Examples original, int width) implements RowView {

        @Override
        public ValuePrecision precision() {
            return ValuePrecision.DOUBLE;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            double[] all = new double[original.width()];
            original.read(row, all, 0);
            for (int j = 0; j < width; j++) {
                // Stand-ins of examples that are gone have any spread.
                double spread = all[2 * width + j] > 0 ? all[2 * width + j] : 1;
                target[offset + j] = (all[j] - all[width + j]) / spread;
            }
        }
    }
}
