// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** The state of an inference for each training datum: one row each, 0 before the first visit. */
record LocalTable(Parameter rows) {

    static LocalTable of(PartContext part, int width) {
        Shape shape = Shape.of(part.data().trainingSize(), width);
        return new LocalTable(Parameter.state("local", part.runtime().zeros(shape)));
    }

    /** Returns the table as state, {@code inference.local}. */
    Parameter parameter() {
        return rows.within("inference");
    }

    /** Returns the rows of a batch, [B, width]. */
    Tensor read(Batch batch) {
        TensorRuntime runtime = rows.value().runtime();
        return rows.value().gather(0, runtime.indices(batch.rows(), Shape.of(batch.size())));
    }

    /**
     * Returns how often a step has gone through the data.
     *
     * @param batch of the size of all batches
     * @param step that counts from 0
     */
    double epochs(Batch batch, long step) {
        return (double) step * batch.size() / rows.value().shape().extent(0);
    }

    /**
     * Stores the rows of a batch after a step.
     *
     * @param found B rows of numbers, read after the step
     */
    StateUpdate remember(Batch batch, Supplier<double[]> found) {
        return clock -> {
            Tensor all = rows.value();
            double[] values = all.readDoubles();
            double[] own = found.get();
            int width = all.shape().extent(1);
            int[] places = batch.rows();
            for (int i = 0; i < places.length; i++) {
                System.arraycopy(own, i * width, values, places[i] * width, width);
            }
            rows.assign(all.runtime().tensor(values, all.shape()).cast(all.dtype()));
        };
    }
}
