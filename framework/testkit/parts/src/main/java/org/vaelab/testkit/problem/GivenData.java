// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** Training data that are the examples given, without labels. */
public record GivenData(Examples examples) implements DataSummary {

    @Override
    public DataShape shape() {
        return DataShape.flat(examples.width());
    }

    @Override
    public ValueDomain domain() {
        return examples.domain();
    }

    /** {@inheritDoc} It is so if one of the examples has a missing value. */
    @Override
    public boolean hasMissing() {
        return examples.hasMissing();
    }

    @Override
    public int trainingSize() {
        return examples.size();
    }

    @Override
    public List<LabelColumn> labels() {
        return List.of();
    }

    @Override
    public Optional<ValueSplit> split() {
        return examples.split();
    }

    @Override
    public double[] trainingMean() {
        return examples.mean();
    }

    @Override
    public Examples trainingSample(int count, RandomKey key) {
        int[] order = key.permutation(examples.size());
        return examples.select(Arrays.copyOf(order, Math.min(count, order.length)));
    }

    /**
     * Returns the examples from one row to before another as a batch, in the scope that is open.
     */
    public Batch batch(TensorRuntime runtime, int from, int to) {
        int width = examples.width();
        double[] values = new double[(to - from) * width];
        for (int i = from; i < to; i++) {
            examples.read(i, values, (i - from) * width);
        }
        return Batch.of(runtime.tensor(values, Shape.of(to - from, width)));
    }

    public Batch batch(TensorRuntime runtime) {
        return batch(runtime, 0, examples.size());
    }
}
