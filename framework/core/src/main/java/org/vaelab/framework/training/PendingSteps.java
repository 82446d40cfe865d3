// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** The losses and history values of steps that nobody has read yet, to be read together. */
final class PendingSteps implements AutoCloseable {

    private final TensorRuntime runtime;
    private final List<StepValues> steps = new ArrayList<>();

    PendingSteps(TensorRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * What has been read.
     *
     * @param firstNotFinite the first step whose loss, or the norm of whose gradient, is not finite, from 0; -1 if all are
     * @param reports by step, in order, of the steps before it; of those that are no steps of the
     *     history empty
     */
    record Read(long firstNotFinite, List<Optional<StepReport>> reports) {}

    /** Copies the values of the step that comes next. */
    void add(StepValues values) {
        steps.add(values.in(runtime.keep(values.onDevice(), false)));
    }

    /** Reads all values at once: the one time that the host waits for the device. */
    Read read() {
        List<Optional<StepReport>> reports = new ArrayList<>();
        if (steps.isEmpty()) {
            return new Read(-1, reports);
        }
        double[] all;
        try (TensorScope scope = runtime.scope()) {
            List<Tensor> values = steps.stream().map(StepValues::onDevice).toList();
            all = Tensor.concatenate(values, 0).readDoubles();
        }
        int from = 0;
        for (StepValues values : steps) {
            int to = from + values.names().size();
            double[] own = Arrays.copyOfRange(all, from, to);
            if (!values.isFinite(own)) {
                return new Read(values.step(), reports);
            }
            reports.add(values.isReported() ? Optional.of(values.report(own)) : Optional.empty());
            from = to;
        }
        return new Read(-1, reports);
    }

    /** Frees all copies. */
    @Override
    public void close() {
        steps.forEach(values -> runtime.release(values.onDevice()));
        steps.clear();
    }
}
