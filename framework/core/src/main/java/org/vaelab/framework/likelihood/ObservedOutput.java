// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(x given z) of the observed values alone. A missing value is NaN:
 *
 * <pre>
 *   log p(x_obs given z) = sum over observed d of log p(x_d given z)
 * </pre>
 *
 * <p>It is the exact marginal of p(x given z), because values are independent given z. A missing
 * value passes no gradient (Nazabal et al. 2020, equation 4; Mattei and Frellsen 2019, section 2).
 *
 * @param values the distribution of all values, which has densities of single ones
 */
public record ObservedOutput(OutputDistribution values)
        implements WrappedOutput, IndependentValues {

    /** {@inheritDoc} That of a missing value is 0. */
    @Override
    public Tensor each(Tensor x) {
        // NaN is not equal to itself. 0 lies in every domain.
        Tensor observed = x.eq(x);
        Tensor zero = x.runtime().zeros(Shape.scalar(), x.dtype());
        Tensor logs = values.byValue(x.where(observed, zero)).orElseThrow();
        return logs.where(observed.cast(logs.dtype()), zero.cast(logs.dtype()));
    }

    @Override
    public OutputDistribution wrapped() {
        return values;
    }
}
